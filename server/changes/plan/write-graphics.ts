import {
  type GraphicsSettings,
  type PasswordSetting,
  type SpiceSettings,
  spiceChannelName,
  type VncSettings,
} from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";
import { graphicsOf } from "./read-graphics.ts";
import { same } from "./same.ts";
import { hasPort, writeListen, writePorts } from "./write-listen.ts";

/** The order in which libvirt writes what `<graphics type='spice'>` holds (virDomainGraphicsDefFormat). */
const ORDER = ["listen", "channel", "image", "jpeg", "zlib", "playback", "streaming", "mouse", "clipboard", "filetransfer", "gl"];

/** What only one of the two knows: libvirt's schema refuses it on the other. */
const OWN = {
  vnc: { attributes: ["websocket", "sharePolicy", "powerControl"], children: ["audio"] },
  spice: { attributes: ["tlsPort", "defaultMode"], children: ORDER.slice(1) },
};

/** Adds a display. */
export function addGraphics(domain: Domain, wanted: GraphicsSettings): void {
  const element = XmlElement.make("graphics", { type: wanted.type });
  domain.add(element);
  writePorts(element, wanted);
  writeListen(domain, element, wanted.listen);
  writeFields(domain, element, wanted);
}

/** Changes a display's element where the settings differ from what it says, its type included. */
export function changeGraphics(domain: Domain, element: XmlElement, wanted: GraphicsSettings): void {
  if (element.get("type") !== wanted.type) convert(element, wanted.type, domain);
  const before = graphicsOf(element, wanted.key);
  if (before === null) return;
  if (!same(before.listen, wanted.listen)) writeListen(domain, element, wanted.listen);
  const moved = hasPort(before.listen) !== hasPort(wanted.listen);
  if (moved || (hasPort(wanted.listen) && !same(portsOf(before), portsOf(wanted)))) writePorts(element, wanted);
  writeFields(domain, element, wanted);
}

/** Where the port is given out, so is the TLS port: libvirt knows no other way. */
function portsOf(settings: GraphicsSettings): unknown {
  const tlsPort = settings.type === "spice" && typeof settings.tlsPort === "number" ? settings.tlsPort : null;
  return [settings.port, tlsPort];
}

/** Makes the one of the other: what both know stays, and what neither knows. */
function convert(element: XmlElement, type: GraphicsSettings["type"], domain: Domain): void {
  const { attributes, children } = OWN[type === "vnc" ? "spice" : "vnc"];
  for (const name of attributes) element.unset(name);
  domain.drop(element, ...children);
  element.set("type", type);
  if (type === "vnc" && element.get("connected") !== "keep") element.unset("connected");
  const settings = graphicsOf(element, null);
  if (settings && hasPort(settings.listen) && settings.port === null) writePorts(element, settings);
}

function writeFields(domain: Domain, element: XmlElement, wanted: GraphicsSettings): void {
  const before = graphicsOf(element, wanted.key);
  if (!same(before?.password, wanted.password)) writePassword(element, wanted.password);
  if (before?.keymap !== wanted.keymap) element.put("keymap", wanted.keymap);
  if (before?.type === "vnc" && wanted.type === "vnc") writeVnc(domain, element, before, wanted);
  if (before?.type === "spice" && wanted.type === "spice") writeSpice(domain, element, before, wanted);
}

function writePassword(element: XmlElement, password: PasswordSetting): void {
  if (password.kind === "none") element.unset("passwd");
  else if (password.kind === "new") element.set("passwd", password.value);
  else if (element.get("passwd") === null) return;
  // UTC, without a zone and without fractions: libvirt reads nothing else.
  element.put(
    "passwdValidTo",
    password.kind === "none" || password.validTo === null ? null : new Date(password.validTo).toISOString().slice(0, 19),
  );
}

function writeVnc(domain: Domain, element: XmlElement, before: VncSettings, wanted: VncSettings): void {
  if (before.sharePolicy === wanted.sharePolicy) return;
  // The older attribute stands beside no share policy in libvirt's schema.
  if (element.get("socket") !== null) writeListen(domain, element, wanted.listen);
  element.put("sharePolicy", wanted.sharePolicy);
}

function writeSpice(domain: Domain, element: XmlElement, before: SpiceSettings, wanted: SpiceSettings): void {
  if (before.defaultMode !== wanted.defaultMode) element.put("defaultMode", wanted.defaultMode);
  for (const name of spiceChannelName.options) {
    if (before.channels[name] !== wanted.channels[name]) writeChannel(domain, element, name, wanted.channels[name] ?? null);
  }
  const says = (child: string, attribute: string, held: unknown, value: string | null) => {
    if (held !== undefined) writeChild(domain, element, child, attribute, value);
  };
  const differing = <Name extends keyof SpiceSettings>(name: Name) => (same(before[name], wanted[name]) ? undefined : name);
  says("image", "compression", differing("image"), wanted.image);
  says("jpeg", "compression", differing("jpeg"), wanted.jpeg);
  says("zlib", "compression", differing("zlib"), wanted.zlib);
  says("playback", "compression", differing("playback"), switchText(wanted.playback, "on", "off"));
  says("streaming", "mode", differing("streaming"), wanted.streaming);
  says("mouse", "mode", differing("mouse"), wanted.mouse);
  says("clipboard", "copypaste", differing("clipboard"), switchText(wanted.clipboard, "yes", "no"));
  says("filetransfer", "enable", differing("fileTransfer"), switchText(wanted.fileTransfer, "yes", "no"));
  says("gl", "enable", differing("gl"), wanted.gl ? "yes" : "no");
}

function switchText(value: boolean | null, on: string, off: string): string | null {
  if (value === null) return null;
  return value ? on : off;
}

function writeChild(domain: Domain, element: XmlElement, name: string, attribute: string, value: string | null): void {
  const present = element.child(name);
  if (value === null) domain.drop(element, name);
  else if (present) present.set(attribute, value);
  else domain.place(element, XmlElement.make(name, { [attribute]: value }), ORDER);
}

function writeChannel(domain: Domain, element: XmlElement, name: string, mode: string | null): void {
  const present = element.all("channel").filter((channel) => channel.get("name") === name);
  if (mode === null) for (const channel of present) domain.remove(channel);
  else if (present.length > 0) for (const channel of present) channel.set("mode", mode);
  else domain.place(element, XmlElement.make("channel", { name, mode }), ORDER);
}
