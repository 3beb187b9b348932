import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { Domain } from "./domain.ts";

/** Architectures whose machines libvirt gives a USB controller by itself (qemuDomainDefAddDefaultDevices). */
const USB_BY_ITSELF = ["x86_64", "i686", "ppc64", "ppc64le"];

/** Whether the machine has USB to plug devices into. */
export function hasUsb(domain: Domain): boolean {
  const controllers = domain.all("controller").filter((controller) => controller.get("type") === "usb");
  if (controllers.length > 0) return controllers.some((controller) => controller.get("model") !== "none");
  return USB_BY_ITSELF.includes(archOf(domain));
}

/** What its processor is; libvirt writes it always, a person may leave it out. */
export function archOf(domain: Domain): string {
  return domain.root.child("os")?.child("type")?.get("arch") ?? "x86_64";
}

export function isX86(arch: string): boolean {
  return arch === "x86_64" || arch === "i686";
}

/** Architectures whose machines have virtio devices. */
export function hasVirtio({ arch, machineType }: DisplayOptions): boolean {
  return !arch.startsWith("sparc") && arch !== "m68k" && machineType !== "isapc";
}

/** The system that osinfo names: its short id, where a URL is given ("http://debian.org/debian/12") in the same form. */
function shortOs(os: string | null): string {
  const text = os?.toLowerCase() ?? "";
  const [family = "", version = ""] = text.split("/").slice(-2);
  return text.includes("/") ? (family === "win" ? `win${version}` : family + version) : text;
}

/** Windows as osinfo names it: "win10", "win2k16", "winxp". */
export function isWindows(os: string | null): boolean {
  return shortOs(os).startsWith("win");
}

/** Windows of the kind that has no driver for Cirrus any more: 10, 11, Server 2016 and later. */
export function isWindows10Kind(os: string | null): boolean {
  const version = /^win(?:dows)?(2k)?-?(\d+)/.exec(shortOs(os));
  const number = Number(version?.[2] ?? 0);
  return version?.[1] ? number >= 16 && number < 100 : (number >= 10 && number < 95) || number >= 2016;
}

/** The first releases whose kernel brings a driver for virtio's display (Linux 4.4), by osinfo's families. */
const WITH_VIRTIO_GPU: Readonly<Record<string, number>> = {
  debian: 9,
  ubuntu: 16.04,
  fedora: 24,
  rhel: 8,
  centos: 8,
  "centos-stream": 8,
  almalinux: 8,
  rocky: 8,
  ol: 8,
  opensuse: 42.2,
  sles: 12.2,
  sle: 12.2,
  sled: 12.2,
  alpinelinux: 3.4,
  linux: 2016,
  nixos: 16,
  mageia: 6,
  guix: 1,
};
const ROLLING =
  /^(archlinux|manjaro|gentoo|opensusetumbleweed|debiantesting|fedora-?rawhide|fedora.*unknown|voidlinux|endeavouros|cachyos)/;

/** Whether the system is a Linux that is known to have a driver for virtio's display. */
export function isModernLinux(os: string | null): boolean {
  const id = shortOs(os);
  if (ROLLING.test(id)) return true;
  const parts = /^([a-z][a-z-]*?)-?(\d+(?:\.\d+)?)(?:sp(\d+))?/.exec(id);
  if (!parts) return false;
  const [, family = "", version = "", pack] = parts;
  const first = WITH_VIRTIO_GPU[family];
  return first !== undefined && isFrom(family, pack ? `${version}.${pack}` : version, first);
}

/** Releases with two numbers count the second one on its own: Alpine 3.10 is newer than 3.4. */
function isFrom(family: string, version: string, first: number): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [firstMajor = 0, firstMinor = 0] = String(first).split(".").map(Number);
  if (major !== firstMajor) return major > firstMajor;
  return family === "ubuntu" ? Number(version) >= first : minor >= firstMinor;
}
