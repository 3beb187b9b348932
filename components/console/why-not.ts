import type { Protocol } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import type { Capability } from "./session.ts";

/** Why a console, or a viewer of one's own, cannot do something that others can: a message of the namespace `ways.whyNot`, which also says what would enable it. */
export type WhyNot =
  | "watching"
  | "text-only"
  | "use-spice"
  | "needs-spice"
  | "no-sound-card"
  | "no-spice-agent"
  | "no-vnc-agent"
  | "clipboard-forbidden"
  | "files-forbidden"
  | "agent-silent"
  | "fixed-video"
  | "guest-keeps-size"
  | "no-screen"
  | "one-head"
  | "no-usb-redirection"
  | "no-smartcard"
  | "depends-on-viewer"
  | "browser-screens"
  | "browser-usb"
  | "browser-smartcard";

/** What a console may lack and people look for. */
export const explained = ["sound", "clipboard", "files", "match"] as const;
export type Explained = (typeof explained)[number];

/** What the display editor can change. */
const inEditor: ReadonlySet<WhyNot> = new Set([
  "needs-spice",
  "no-sound-card",
  "no-spice-agent",
  "no-vnc-agent",
  "clipboard-forbidden",
  "files-forbidden",
  "fixed-video",
  "no-screen",
  "one-head",
  "no-usb-redirection",
]);

/** Whether the machine's display settings can take a reason away. */
export function editorHelps(why: WhyNot): boolean {
  return inEditor.has(why);
}

/** A console as its tools know it. */
export type ConsoleNow = { can: ReadonlySet<Capability>; protocol: Protocol | null; viewing: boolean; vm: Vm | undefined };

/** Why a capability is not there; null where it is, where the console is not open, or where there is nothing to say. */
export function whyNot(capability: Capability, { can, protocol, viewing, vm }: ConsoleNow): WhyNot | null {
  if (can.has(capability) || can.size === 0 || protocol === null || !vm || !isExplained(capability)) return null;
  return lackOf(capability, protocol, vm) ?? (viewing && capability !== "sound" ? "watching" : whileDevicesAreThere(capability, protocol));
}

function isExplained(capability: Capability): capability is Explained {
  return explained.some((one) => one === capability);
}

/** What a machine's definition lacks for a capability over a protocol; null where all is there that the definition can give. */
export function lackOf(capability: Explained, protocol: Protocol, vm: Pick<Vm, "graphics" | "video" | "devices">): WhyNot | null {
  if (protocol === "serial") return "text-only";
  return protocol === "spice" ? lackOverSpice(capability, vm) : lackOverVnc(capability, vm);
}

function lackOverSpice(capability: Explained, { devices }: Pick<Vm, "devices">): WhyNot | null {
  if (capability === "sound") return devices.sound.length > 0 ? null : "no-sound-card";
  if (!devices.spiceAgent) return "no-spice-agent";
  if (capability === "clipboard" && !devices.spiceClipboard) return "clipboard-forbidden";
  if (capability === "files" && !devices.spiceFiles) return "files-forbidden";
  return null;
}

function lackOverVnc(capability: Explained, { graphics, video, devices }: Pick<Vm, "graphics" | "video" | "devices">): WhyNot | null {
  if (capability === "clipboard") return devices.vdAgent ? null : "no-vnc-agent";
  if (capability === "match") return video.some((model) => followsWindow.has(model)) ? null : "fixed-video";
  return graphics.some(({ type }) => type === "spice") ? "use-spice" : "needs-spice";
}

/** The video devices that QEMU lets a viewer give a size (those with `ui_info` in its sources). */
const followsWindow: ReadonlySet<string> = new Set(["virtio", "vga", "bochs"]);

/** What is left where the definition has everything: the guest. */
function whileDevicesAreThere(capability: Explained, protocol: Protocol): WhyNot | null {
  if (capability === "sound") return null;
  return capability === "match" && protocol === "vnc" ? "guest-keeps-size" : "agent-silent";
}
