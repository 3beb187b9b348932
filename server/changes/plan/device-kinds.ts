import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";

/** The guest's name for the channel of SPICE's agent, which QEMU's own agent uses too. */
export const AGENT_CHANNEL = "com.redhat.spice.0";
/** The guest's name for the channel of SPICE's shared folders. */
export const FOLDER_CHANNEL = "org.spice-space.webdav.0";

export function spiceAgents(domain: Domain): XmlElement[] {
  return domain
    .all("channel")
    .filter((channel) => channel.get("type") === "spicevmc" && (nameOf(channel) ?? AGENT_CHANNEL) === AGENT_CHANNEL);
}

export function vncAgents(domain: Domain): XmlElement[] {
  return domain.all("channel").filter((channel) => channel.get("type") === "qemu-vdagent");
}

export function folderChannels(domain: Domain): XmlElement[] {
  return domain.all("channel").filter((channel) => channel.get("type") === "spiceport" && nameOf(channel) === FOLDER_CHANNEL);
}

export function usbRedirections(domain: Domain): XmlElement[] {
  return domain.all("redirdev").filter((device) => device.get("type") === "spicevmc");
}

export function tablets(domain: Domain): XmlElement[] {
  return domain.all("input").filter((input) => input.get("type") === "tablet");
}

/** Smart card readers whose cards come over SPICE. */
export function spiceSmartcards(domain: Domain): XmlElement[] {
  return domain.all("smartcard").filter((device) => device.get("type") === "spicevmc");
}

/** Sound that is played to SPICE's client. */
export function spiceAudio(domain: Domain): XmlElement[] {
  return domain.all("audio").filter((audio) => audio.get("type") === "spice");
}

/** Other character devices on a SPICE port or channel. */
export function spicePorts(domain: Domain): XmlElement[] {
  const known = new Set([...spiceAgents(domain), ...folderChannels(domain)]);
  return ["serial", "parallel", "console", "channel"]
    .flatMap((name) => domain.all(name))
    .filter((device) => ["spiceport", "spicevmc"].includes(device.get("type") ?? "") && !known.has(device));
}

/** What a SPICE port is called, or the guest's name of its channel. */
export function spicePortName(device: XmlElement): string {
  return device.child("source")?.get("channel") ?? nameOf(device) ?? "";
}

function nameOf(channel: XmlElement): string | null {
  return channel.child("target")?.get("name") ?? null;
}
