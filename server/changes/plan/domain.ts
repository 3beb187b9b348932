import { XmlDocument } from "#server/hypervisors/xml/xml-document.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";

/** The order in which libvirt writes devices (virDomainDefFormatInternalSetRootName), so that a new one stands where libvirt puts it. */
const ORDER = [
  "emulator",
  "disk",
  "controller",
  "lease",
  "filesystem",
  "interface",
  "smartcard",
  "serial",
  "parallel",
  "console",
  "channel",
  "input",
  "tpm",
  "graphics",
  "sound",
  "audio",
  "video",
  "hostdev",
  "redirdev",
];

/** A machine's definition that can be changed: {@link XmlDocument} with the devices at hand. */
export class Domain {
  readonly #document: XmlDocument;
  readonly root: XmlElement;

  /** @throws {Error} where the text is no `<domain>` */
  constructor(xml: string) {
    this.#document = new XmlDocument(xml);
    this.root = this.#document.root;
    if (this.root.name !== "domain") throw new Error("not a domain's XML");
  }

  /** The devices of a name, in their order. */
  all(name: string): XmlElement[] {
    return this.root.all("devices").flatMap((devices) => devices.all(name));
  }

  /** Adds a device where libvirt would write it. */
  add(device: XmlElement): void {
    this.place(this.#devices(), device, ORDER);
  }

  /** Adds a child behind the last one of its kind or of a kind that comes before it; a kind that is not in the order comes last. */
  place(parent: XmlElement, child: XmlElement, order: readonly string[]): void {
    const rank = rankOf(child.name, order);
    const before = parent.children.filter((other) => rankOf(other.name, order) <= rank).at(-1) ?? null;
    this.#document.insert(parent, child, before);
  }

  /** Puts a device before all others of its kind. */
  putFirst(device: XmlElement): void {
    const devices = this.#devices();
    const first = this.all(device.name)[0];
    if (first === undefined || first === device) return;
    const before = devices.children[devices.children.indexOf(first) - 1] ?? null;
    this.#document.remove(device);
    this.#document.insert(devices, device, before);
  }

  remove(element: XmlElement): void {
    this.#document.remove(element);
  }

  /** Removes the children of some names. */
  drop(parent: XmlElement, ...names: string[]): void {
    for (const child of parent.children) if (names.includes(child.name)) this.remove(child);
  }

  toString(): string {
    return this.#document.toString();
  }

  #devices(): XmlElement {
    const present = this.root.child("devices");
    if (present) return present;
    const made = XmlElement.make("devices");
    this.#document.append(this.root, made);
    return made;
  }
}

function rankOf(name: string, order: readonly string[]): number {
  const rank = order.indexOf(name);
  return rank < 0 ? order.length : rank;
}
