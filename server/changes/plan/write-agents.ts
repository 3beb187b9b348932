import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import { AGENT_CHANNEL, FOLDER_CHANNEL, folderChannels, spiceAgents, tablets, usbRedirections, vncAgents } from "./device-kinds.ts";
import type { Domain } from "./domain.ts";

type Agents = Pick<DisplaySettings, "spiceAgent" | "vncAgent">;

/** Writes the agents' channels. One that takes the other's place takes its element, and so its address in the guest. */
export function writeAgents(domain: Domain, before: Agents, wanted: Agents): void {
  const spice = Number(wanted.spiceAgent) - Number(before.spiceAgent);
  const vnc = Number(wanted.vncAgent) - Number(before.vncAgent);
  const going = [...(spice < 0 ? spiceAgents(domain) : []), ...(vnc < 0 ? vncAgents(domain) : [])];
  const kept = spice * vnc < 0 ? going.shift() : undefined;
  for (const channel of going) domain.remove(channel);
  if (spice > 0) writeSpiceAgent(domain, kept);
  if (vnc > 0) writeVncAgent(domain, kept);
}

function writeSpiceAgent(domain: Domain, kept: XmlElement | undefined): void {
  if (kept) toSpiceAgent(domain, kept);
  else domain.add(channelMade("spicevmc", AGENT_CHANNEL, []));
}

function writeVncAgent(domain: Domain, kept: XmlElement | undefined): void {
  if (kept) toVncAgent(domain, kept);
  else domain.add(channelMade("qemu-vdagent", AGENT_CHANNEL, [XmlElement.make("source", {}, vncAgentParts())]));
}

function channelMade(type: string, name: string, children: XmlElement[]): XmlElement {
  return XmlElement.make("channel", { type }, [...children, XmlElement.make("target", { type: "virtio", name })]);
}

/** https://libvirt.org/formatdomain.html#channel: without these two QEMU's agent neither copies nor moves the pointer. */
const VNC_AGENT = { clipboard: { copypaste: "yes" }, mouse: { mode: "client" } };

function vncAgentParts(): XmlElement[] {
  return Object.entries(VNC_AGENT).map(([name, attributes]) => XmlElement.make(name, attributes));
}

function toVncAgent(domain: Domain, channel: XmlElement): void {
  channel.set("type", "qemu-vdagent");
  channel.child("target")?.set("name", AGENT_CHANNEL);
  const source = channel.child("source");
  if (source) for (const part of vncAgentParts()) domain.place(source, part, Object.keys(VNC_AGENT));
  else domain.place(channel, XmlElement.make("source", {}, vncAgentParts()), ["source"]);
}

function toSpiceAgent(domain: Domain, channel: XmlElement): void {
  channel.set("type", "spicevmc");
  const source = channel.child("source");
  if (!source) return;
  domain.drop(source, ...Object.keys(VNC_AGENT));
  if (source.toString() === "<source/>") domain.remove(source);
}

export function writeFolderSharing(domain: Domain, wanted: boolean): void {
  const present = folderChannels(domain);
  if (!wanted) for (const channel of present) domain.remove(channel);
  else if (present.length === 0) {
    domain.add(channelMade("spiceport", FOLDER_CHANNEL, [XmlElement.make("source", { channel: FOLDER_CHANNEL })]));
  }
}

export function writeUsbRedirection(domain: Domain, wanted: number): void {
  const present = usbRedirections(domain);
  for (const device of present.slice(wanted)) domain.remove(device);
  for (let count = present.length; count < wanted; count++) {
    domain.add(XmlElement.make("redirdev", { bus: "usb", type: "spicevmc" }));
  }
}

export function writeTablet(domain: Domain, wanted: boolean, bus: string): void {
  const present = tablets(domain);
  if (!wanted) for (const input of present) domain.remove(input);
  else if (present.length === 0) domain.add(XmlElement.make("input", { type: "tablet", bus }));
}
