import type { DisplaySettings, HostDeviceSettings } from "#server/contract/display-settings.ts";
import { asType, planned, spice, vnc } from "./planned.ts";

const isKnown = ({ type }: { type: string }) => type === "vnc" || type === "spice";

/** VNC, SPICE, both, VNC, none. */
export const steps: [step: string, change: (settings: DisplaySettings) => DisplaySettings][] = [
  ["vnc", (settings) => only(settings, "vnc")],
  ["spice", (settings) => only(settings, "spice")],
  ["both", (settings) => ({ ...settings, graphics: [...settings.graphics, vnc()] })],
  ["vnc again", (settings) => ({ ...settings, graphics: settings.graphics.filter(({ type }) => type === "vnc") })],
  ["none", (settings) => ({ ...settings, graphics: [], hostDevices: settings.hostDevices.map(hidden) })],
];

/** Each of these changes in turn, with the definition that it makes. */
export function tour(definition: string): { step: string; xml: string; codes: string[] }[] {
  let xml = definition;
  return steps.map(([step, change]) => {
    const made = planned(xml, change);
    xml = made.xml;
    return { step, xml, codes: made.codes };
  });
}

function only(settings: DisplaySettings, type: "vnc" | "spice"): DisplaySettings {
  const first = settings.graphics.find(isKnown);
  const made = type === "vnc" ? vnc() : spice();
  const tcp = first && first.listen.type !== "socket" && first.listen.type !== "none" && first.listen.type !== "network";
  const display =
    tcp && first.port === null
      ? asType(type, { ...first, listen: { type: "default" }, keymap: null })
      : { ...made, key: first?.key ?? null };
  return { ...settings, graphics: [display] };
}

function hidden(device: HostDeviceSettings): HostDeviceSettings {
  return device.type === "mdev" ? { ...device, display: false } : device;
}
