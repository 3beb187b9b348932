import type { SerialLine } from "#server/contract/vm.ts";
import type { DomainFacts, SerialFacts } from "./domain-facts.ts";

/** virDomainOpenConsole takes no other kind of device. */
export function isOpenable({ type }: { type: string }): boolean {
  return type === "pty";
}

/** The serial lines that can be opened, in the order of the XML. */
export function serialLines({ serials, arch }: Pick<DomainFacts, "serials" | "arch">): SerialLine[] {
  const kinds = serials.map((line) => kindOf(line, arch));
  return serials.flatMap((line, index) => (isOpenable(line) ? [{ tty: ttyOf(kinds, index, line), log: line.log !== null }] : []));
}

/** A driver of Linux by the name it gives its terminals; null where it does not follow from the XML. */
type Kind = "ttyS" | "ttyAMA" | "ttyUSB" | "hvc" | "ttysclp" | "sclp_line" | null;

/** By the guest side's type (https://libvirt.org/formatdomain.html#serial-port and #console). A PCI card's number depends on the board's own ports. */
const kinds: Record<string, Kind> = {
  "isa-serial": "ttyS",
  "usb-serial": "ttyUSB",
  "spapr-vio-serial": "hvc",
  "sclp-serial": "ttysclp",
  sclp: "ttysclp",
  sclplm: "sclp_line",
  virtio: "hvc",
  xen: "hvc",
};

/** The port of a board, or where nothing is said. */
const boards: Record<string, Kind> = {
  aarch64: "ttyAMA",
  armv7l: "ttyAMA",
  armv6l: "ttyAMA",
  ppc64: "hvc",
  ppc64le: "hvc",
  s390x: "ttysclp",
  sparc: null,
};

function kindOf({ target }: SerialFacts, arch: string | null): Kind {
  if (target !== null && target !== "serial" && target !== "system-serial") return kinds[target] ?? null;
  const known = arch === null ? "ttyS" : boards[arch];
  return known === undefined ? "ttyS" : known;
}

/** Linux counts the hvc terminals in the order in which it finds them, the ports of the others by the board's wiring. */
function ttyOf(all: readonly Kind[], index: number, { port }: SerialFacts): string | null {
  const kind = all[index];
  if (!kind) return null;
  const before = all.slice(0, index).filter((one) => one === kind).length;
  return `${kind}${kind === "hvc" || kind === "ttysclp" || kind === "sclp_line" ? before : (port ?? before)}`;
}
