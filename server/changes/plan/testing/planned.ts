import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplayPlan, FollowId } from "#server/contract/display-plan.ts";
import type { DisplaySettings, GraphicsSettings, SpiceSettings, VncSettings } from "#server/contract/display-settings.ts";
import { fingerprint } from "../fingerprint.ts";
import { planChange } from "../plan.ts";
import { readSettings } from "../read-settings.ts";
import { optionsWith } from "./options.ts";

type Given = { live?: string | null; options?: Partial<DisplayOptions>; declined?: FollowId[]; now?: Date };

/** Plans a change of what a definition says. */
export function planned(
  definition: string,
  change: (settings: DisplaySettings) => DisplaySettings,
  { live = null, options, declined = [], now = new Date("2026-01-01T00:00:00Z") }: Given = {},
): { plan: DisplayPlan; xml: string; codes: string[]; advice: string[] } {
  const settings = change(readSettings(definition));
  const made = planChange({
    definition,
    live,
    change: { base: fingerprint(definition), settings, declined },
    options: optionsWith(options),
    vmName: "vm",
    now,
  });
  return { ...made, codes: made.plan.problems.map(({ code }) => code), advice: made.plan.advice.map(({ code }) => code) };
}

export const plain = {
  key: null,
  listen: { type: "default" },
  port: null,
  password: { kind: "new", value: "geheim12", validTo: null },
  keymap: null,
} satisfies Partial<GraphicsSettings>;

/** A VNC display. */
export function vnc(given: Partial<VncSettings> = {}): VncSettings {
  return { type: "vnc", ...plain, sharePolicy: null, ...given };
}

/** A SPICE display. */
export function spice(given: Partial<SpiceSettings> = {}): SpiceSettings {
  return {
    type: "spice",
    ...plain,
    tlsPort: "auto",
    defaultMode: null,
    channels: {},
    image: null,
    jpeg: null,
    zlib: null,
    playback: null,
    streaming: null,
    clipboard: null,
    fileTransfer: null,
    mouse: null,
    gl: false,
    ...given,
  };
}

/** The same display as the other protocol, with a password of its own. */
export function asType(type: GraphicsSettings["type"], display: GraphicsSettings): GraphicsSettings {
  const { key, listen, port, keymap } = display;
  const given = { key, listen, port, keymap };
  return type === "vnc" ? vnc(given) : spice({ ...given, tlsPort: port === null ? "auto" : null });
}
