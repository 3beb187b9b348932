import type { GraphicsSettings, ListenSetting } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";

/** Whether a display is reached over TCP, and so has a port. */
export function hasPort(listen: ListenSetting): boolean {
  return listen.type !== "socket" && listen.type !== "none";
}

/**
 * Writes where a display listens: the first `<listen>`, and the older attribute, which libvirt wants to say the same ("graphics 'listen'
 * attribute must match 'address' attribute of first listen element"). Others that a person wrote stay.
 */
export function writeListen(domain: Domain, graphics: XmlElement, listen: ListenSetting): void {
  const element = graphics.child("listen") ?? added(domain, graphics);
  const { type } = listen;
  element.set("type", type === "default" ? "address" : type);
  element.put("address", type === "address" ? listen.address : null);
  element.put("network", type === "network" ? listen.network : null);
  element.put("socket", type === "socket" ? listen.path : null);
  graphics.put("listen", type === "address" ? listen.address : null);
  // libvirt writes it by itself; its schema allows it beside few other attributes.
  graphics.unset("socket");
}

function added(domain: Domain, graphics: XmlElement): XmlElement {
  const element = XmlElement.make("listen");
  domain.place(graphics, element, ["listen"]);
  return element;
}

/** Writes the ports as libvirt itself does: none where it listens on no TCP port, "-1" or nothing where they are given out. */
export function writePorts(graphics: XmlElement, wanted: GraphicsSettings): void {
  const names = ["port", "autoport", "tlsPort", "websocket"];
  if (!hasPort(wanted.listen)) {
    for (const name of names) graphics.unset(name);
    return;
  }
  const tlsPort = wanted.type === "spice" && typeof wanted.tlsPort === "number" ? wanted.tlsPort : null;
  if (wanted.port === null && tlsPort === null) {
    graphics.put("port", wanted.type === "vnc" ? "-1" : null);
    graphics.set("autoport", "yes");
    graphics.unset("tlsPort");
    return;
  }
  graphics.put("port", wanted.port === null ? null : String(wanted.port));
  graphics.put("tlsPort", tlsPort === null ? null : String(tlsPort));
  graphics.set("autoport", "no");
}
