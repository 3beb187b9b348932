import type { DisplayOptions } from "#server/contract/display-options.ts";
import { below, parseXml, textBelow, type XmlElement } from "../xml-element.ts";
import { osinfoName } from "./osinfo-name.ts";

/** What a definition says of the machine itself. */
export type GuestKind = Pick<DisplayOptions, "arch" | "machineType" | "firmware" | "os" | "boardVideo"> & {
  /** "kvm", "qemu" ... */
  virtType: string;
  /** The program that runs it; null: the host's own choice. */
  emulator: string | null;
};

/** https://gitlab.com/libosinfo: virt-install and others put the guest's system under this namespace. */
const LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0";
/** Firmware files of EDK II go by these names; those of type pflash are always UEFI's. */
const UEFI_FILE = /ovmf|aavmf|edk2|efi/i;
const PC = /^(x86_64|i.86|amd64)$/;

/**
 * Reads a domain's definition (https://libvirt.org/formatdomain.html).
 * @throws {Error} where it is not well-formed
 */
export function guestKind(definitionXml: string): GuestKind {
  const domain = parseXml(definitionXml);
  const { arch = "", machine = "" } = below(domain, "os", "type")[0]?.attributes ?? {};
  return {
    arch,
    machineType: machine,
    virtType: domain.attributes.type ?? "",
    emulator: textBelow(domain, "devices", "emulator"),
    firmware: firmwareOf(domain, arch),
    os: osOf(domain),
    boardVideo: boardVideo(arch, qemuArguments(domain)),
  };
}

function firmwareOf(domain: XmlElement, arch: string): GuestKind["firmware"] {
  const [os] = below(domain, "os");
  if (os?.attributes.firmware === "efi") return "uefi";
  if (os?.attributes.firmware === "bios") return "bios";
  const [loader] = below(domain, "os", "loader");
  if (loader && (loader.attributes.type === "pflash" || UEFI_FILE.test(loader.text))) return "uefi";
  return PC.test(arch) ? "bios" : "other";
}

/** Whoever wrote the metadata chose its prefix. */
function osOf(domain: XmlElement): string | null {
  const ids = below(domain, "metadata").flatMap(({ children }) => children.flatMap(osinfoId));
  return ids[0] === undefined ? null : osinfoName(ids[0]);
}

function osinfoId({ name, attributes, children }: XmlElement): string[] {
  const prefix = name.slice(0, name.indexOf(":"));
  if (attributes[`xmlns:${prefix}`] !== LIBOSINFO) return [];
  return children.filter((child) => child.name === `${prefix}:os`).flatMap((child) => child.attributes.id ?? []);
}

function qemuArguments(domain: XmlElement): string[] {
  return below(domain, "qemu:commandline", "qemu:arg").flatMap(({ attributes }) => attributes.value ?? []);
}

/**
 * 32-bit SPARC machines (SS-4 to SS-20, LX, SPARCClassic, SPARCbook) have a display on their board: TCX, or CG3 where QEMU is told so
 * (https://www.qemu.org/docs/master/system/target-sparc.html). Others have none that libvirt cannot choose.
 */
function boardVideo(arch: string, extra: string[]): string | null {
  if (arch !== "sparc") return null;
  return extra[extra.indexOf("-vga") + 1] === "cg3" ? "cg3" : "tcx";
}
