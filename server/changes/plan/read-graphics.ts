import {
  type GraphicsSettings,
  type ListenSetting,
  type PasswordSetting,
  type SpiceChannelName,
  type SpiceSettings,
  spiceChannelName,
  spiceSettings,
  type VncSettings,
  vncSettings,
} from "#server/contract/display-settings.ts";
import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";

/** Reads a `<graphics>`; null where it is neither VNC nor SPICE. What has a form that is not known counts as not there. */
export function graphicsOf(element: XmlElement, key: number | null): GraphicsSettings | null {
  const type = element.get("type");
  if (type === "vnc") return vncOf(element, key);
  return type === "spice" ? spiceOf(element, key) : null;
}

function vncOf(element: XmlElement, key: number | null): VncSettings {
  return {
    type: "vnc",
    ...sharedOf(element, key),
    sharePolicy: oneOf(vncSettings.shape.sharePolicy.unwrap().options, element.get("sharePolicy")),
  };
}

function spiceOf(element: XmlElement, key: number | null): SpiceSettings {
  const { defaultMode, image, jpeg, zlib, streaming, mouse } = spiceSettings.shape;
  const says = (child: string, attribute: string) => element.child(child)?.get(attribute) ?? null;
  return {
    type: "spice",
    ...sharedOf(element, key),
    tlsPort: givenOut(element) ? "auto" : portOf(element.get("tlsPort")),
    defaultMode: oneOf(defaultMode.unwrap().options, element.get("defaultMode")),
    channels: channelsOf(element),
    image: oneOf(image.unwrap().options, says("image", "compression")),
    jpeg: oneOf(jpeg.unwrap().options, says("jpeg", "compression")),
    zlib: oneOf(zlib.unwrap().options, says("zlib", "compression")),
    playback: switched(says("playback", "compression"), "on", "off"),
    streaming: oneOf(streaming.unwrap().options, says("streaming", "mode")),
    clipboard: switched(says("clipboard", "copypaste"), "yes", "no"),
    fileTransfer: switched(says("filetransfer", "enable"), "yes", "no"),
    mouse: oneOf(mouse.unwrap().options, says("mouse", "mode")),
    gl: says("gl", "enable") === "yes",
  };
}

function sharedOf(element: XmlElement, key: number | null) {
  const keymap = element.get("keymap");
  return {
    key,
    listen: listenOf(element),
    port: givenOut(element) ? null : portOf(element.get("port")),
    password: passwordOf(element),
    keymap: keymap === "" ? null : keymap,
  };
}

/** Whether libvirt gives the ports out at start; -1 is the older way to say so. */
function givenOut(element: XmlElement): boolean {
  return element.get("autoport") === "yes" || element.get("port") === "-1" || element.get("tlsPort") === "-1";
}

function portOf(text: string | null): number | null {
  const port = text === null ? 0 : Number(text);
  return Number.isSafeInteger(port) && port > 0 ? port : null;
}

/** The first `<listen>` counts; before there was one, `listen` and `socket` were attributes. */
function listenOf(element: XmlElement): ListenSetting {
  const listen = element.child("listen");
  if (listen) return elementListen(listen, element.get("listen"));
  const socket = element.get("socket");
  if (socket) return { type: "socket", path: socket };
  const address = element.get("listen");
  if (address) return { type: "address", address };
  return isUnreachable(element) ? { type: "none" } : { type: "default" };
}

function elementListen(listen: XmlElement, old: string | null): ListenSetting {
  switch (listen.get("type")) {
    case "network":
      return { type: "network", network: listen.get("network") ?? "" };
    case "socket":
      return { type: "socket", path: listen.get("socket") || null };
    case "none":
      return { type: "none" };
    default: {
      const address = listen.get("address") || old;
      return address ? { type: "address", address } : { type: "default" };
    }
  }
}

/** libvirt makes `<listen type='none'/>` of a SPICE display that says neither where it listens nor on which port. */
function isUnreachable(element: XmlElement): boolean {
  return element.get("type") === "spice" && !givenOut(element) && element.get("port") === null && element.get("tlsPort") === null;
}

function passwordOf(element: XmlElement): PasswordSetting {
  if (element.get("passwd") === null) return { kind: "none" };
  return { kind: "keep", validTo: momentOf(element.get("passwdValidTo")) };
}

/** libvirt writes UTC and no zone. */
function momentOf(text: string | null): string | null {
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text ?? "") ? new Date(`${text}Z`) : null;
  return moment === null || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function channelsOf(element: XmlElement): SpiceSettings["channels"] {
  const channels: SpiceSettings["channels"] = {};
  for (const channel of element.all("channel")) {
    const name = oneOf<SpiceChannelName>(spiceChannelName.options, channel.get("name"));
    const mode = oneOf(["any", "secure", "insecure"] as const, channel.get("mode"));
    if (name !== null && mode !== null) channels[name] = mode;
  }
  return channels;
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | null {
  return known.find((value) => value === text) ?? null;
}

function switched(text: string | null, on: string, off: string): boolean | null {
  if (text === on) return true;
  return text === off ? false : null;
}
