import type { ChannelMode, GraphicsFacts, Listen } from "./domain-facts.ts";

/** An element's attributes; the object has no prototype. */
export type Attributes = Record<string, string>;

/** What `<graphics>` says in its own attributes, the older forms of `<listen>` included. */
export function graphicsFacts(attributes: Attributes): GraphicsFacts {
  return {
    type: attributes.type ?? "",
    port: port(attributes.port),
    tlsPort: port(attributes.tlsPort),
    defaultMode: channelMode(attributes.defaultMode),
    channelModes: {},
    autoport: attributes.autoport === "yes",
    listens: oldListens(attributes),
    password: attributes.passwd ?? null,
    passwordValidTo: attributes.passwdValidTo ?? null,
    keymap: attributes.keymap ?? null,
    sharePolicy: attributes.sharePolicy ?? null,
    powerControl: attributes.powerControl === "yes",
  };
}

/** Before `<listen>` there were attributes of `<graphics>`: `socket`, and `listen` with an address. */
function oldListens({ socket, listen }: Attributes): Listen[] {
  if (socket !== undefined) return [{ type: "socket", path: socket }];
  return listen === undefined ? [] : [{ type: "address", address: listen }];
}

/** The mode of a SPICE channel, as `<graphics>` or `<channel>` says it. */
export function channelMode(text: string | undefined): ChannelMode {
  return text === "secure" || text === "insecure" ? text : "any";
}

/** One `<listen>`; null for a type that is not known. */
export function listenFacts({ type, address, network, socket }: Attributes): Listen | null {
  switch (type) {
    case "address":
      return { type, address: address ?? null };
    case "network":
      return { type, network: network ?? null, address: address ?? null };
    case "socket":
      return { type, path: socket ?? null };
    case "none":
      return { type };
    default:
      return null;
  }
}

function port(text: string | undefined): number | null {
  const number = whole(text);
  return number !== null && number > 0 && number <= 65535 ? number : null;
}

/** A whole number as libvirt writes it; null for anything else, -1 included. */
export function whole(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

/** Powers of 1024 in libvirt's letters. */
const LETTERS = " kmgtpe";

/** Scales as libvirt's virScaleInteger does: KiB where no unit is given, "k" and "KiB" 1024, "KB" 1000, in any case. */
export function scaledBytes(text: string, unit = "KiB"): number | null {
  const amount = whole(text);
  if (amount === null) return null;
  const suffix = unit.toLowerCase();
  if (suffix === "b" || suffix === "byte" || suffix === "bytes") return amount;
  const power = LETTERS.indexOf(suffix.charAt(0));
  const base = suffix.length === 1 || suffix.slice(1) === "ib" ? 1024 : 1000;
  return power > 0 && (base === 1024 || suffix.slice(1) === "b") ? amount * base ** power : null;
}

/**
 * What names a device of the host that a `<hostdev>` hands over: a PCI function's address, "0000:01:00.0", or a mediated device's uuid.
 * @param type the kind of hostdev: "pci", "mdev" ...
 * @param address the attributes of its source's `<address>`
 * @returns null for other kinds
 */
export function hostDeviceName(type: string | null, address: Attributes): string | null {
  if (type === "mdev") return address.uuid?.toLowerCase() ?? null;
  return type === "pci" ? pciAddress(address) : null;
}

/** A PCI function's address as Linux writes it, from libvirt's attributes: hexadecimal with 0x, or decimal. */
export function pciAddress({ domain = "0", bus, slot, function: number }: Attributes): string | null {
  const [inDomain, onBus, inSlot, ofFunction] = [domain, bus, slot, number].map((text) => (text === undefined ? Number.NaN : Number(text)));
  const parts = [inDomain, onBus, inSlot, ofFunction];
  if (parts.some((part) => part === undefined || !Number.isInteger(part) || part < 0)) return null;
  const hex = (part: number | undefined, digits: number) => (part ?? 0).toString(16).padStart(digits, "0");
  return `${hex(inDomain, 4)}:${hex(onBus, 2)}:${hex(inSlot, 2)}.${hex(ofFunction, 1)}`;
}
