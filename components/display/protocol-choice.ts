import type { DisplaySettings, GraphicsSettings, SpiceSettings, VncSettings } from "#server/contract/display-settings.ts";
import { sameValue } from "./same-value.ts";

/** Which displays a machine has, as one choice. */
export type ProtocolChoice = "vnc" | "spice" | "both" | "none";
export type DisplayType = GraphicsSettings["type"];

/** What one of each type looked like when it was last in the form. */
export type Shelf = Partial<Record<DisplayType, GraphicsSettings>>;

const wantedBy: Record<ProtocolChoice, readonly DisplayType[]> = { vnc: ["vnc"], spice: ["spice"], both: ["vnc", "spice"], none: [] };

/** The choice that the displays make. */
export function choiceOf(graphics: readonly GraphicsSettings[]): ProtocolChoice {
  const has = (type: DisplayType) => graphics.some((one) => one.type === type);
  if (has("vnc")) return has("spice") ? "both" : "vnc";
  return has("spice") ? "spice" : "none";
}

type Sources = {
  draft: DisplaySettings;
  /** The definition's own displays. */
  original: readonly GraphicsSettings[];
  shelf: Shelf;
  /** A password for each display that is new; one without could get none while the machine runs. */
  passwords: Record<DisplayType, string>;
};

/**
 * The displays for a choice. What the form or the definition has of a type is used again; a type that takes another's place takes over where
 * it listens, its port and its password; a second one listens like the first and gets a password of its own.
 */
export function graphicsFor(choice: ProtocolChoice, { draft, original, shelf, passwords }: Sources): GraphicsSettings[] {
  const wanted = wantedBy[choice];
  const made = wanted.map((type) => {
    const known = [...draft.graphics, ...(shelf[type] ? [shelf[type]] : []), ...original].find((one) => one.type === type);
    return known ?? fromOther(type, draft, original);
  });
  return made.map((one) => (needsOwn(one, made, original) ? asNew(one, passwords[one.type]) : one));
}

/** Whether a display must become a new one: two cannot stand for one element of the definition, which stays what it was. */
function needsOwn(one: GraphicsSettings, all: readonly GraphicsSettings[], original: readonly GraphicsSettings[]): boolean {
  if (one.key === null) return one.password.kind === "keep";
  const shared = all.some((other) => other !== one && other.key === one.key);
  return shared && original.find((other) => other.key === one.key)?.type !== one.type;
}

function fromOther(type: DisplayType, draft: DisplaySettings, original: readonly GraphicsSettings[]): GraphicsSettings {
  const other = draft.graphics[0] ?? original[0];
  return type === "vnc" ? vncLike(other) : spiceLike(other);
}

function asNew<T extends GraphicsSettings>(one: T, password: string): T {
  return { ...one, key: null, port: null, password: { kind: "new", value: password, validTo: null } };
}

/** What both kinds have, of a display or, where there is none, as libvirt does by itself. A new display never starts without a password. */
function shared(other: GraphicsSettings | undefined): Pick<GraphicsSettings, "key" | "listen" | "port" | "password" | "keymap"> {
  if (!other) return { key: null, listen: { type: "default" }, port: null, password: { kind: "keep", validTo: null }, keymap: null };
  const { key, listen, port, password, keymap } = other;
  return { key, listen, port, password, keymap };
}

function vncLike(other: GraphicsSettings | undefined): VncSettings {
  return { type: "vnc", ...shared(other), sharePolicy: null };
}

function spiceLike(other: GraphicsSettings | undefined): SpiceSettings {
  return {
    type: "spice",
    ...shared(other),
    tlsPort: null,
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
  };
}

/** What is put on the shelf before the displays change. */
export function shelved(shelf: Shelf, graphics: readonly GraphicsSettings[], original: readonly GraphicsSettings[]): Shelf {
  const next = { ...shelf };
  for (const one of graphics) if (!original.some((known) => sameValue(known, one))) next[one.type] = one;
  return next;
}
