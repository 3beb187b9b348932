import type { DisplayOptions, VideoModelOption } from "#server/contract/display-options.ts";
import { isAtLeast } from "./version.ts";

/**
 * What libvirt and QEMU take for each video model (https://libvirt.org/formatdomain.html#video-devices; libvirt 9.0 was seen to refuse all
 * else, and to take cirrus's and ramfb's vram without handing it to QEMU).
 */
const videoModels: Record<string, Omit<VideoModelOption, "model">> = {
  qxl: { heads: true, sizes: ["ram", "vram", "vram64", "vgamem"], accel3d: false },
  virtio: { heads: true, sizes: [], accel3d: true },
  vga: { heads: false, sizes: ["vram"], accel3d: false },
  vmvga: { heads: false, sizes: ["vram"], accel3d: false },
  bochs: { heads: false, sizes: ["vram"], accel3d: false },
};
const NOTHING: Omit<VideoModelOption, "model"> = { heads: false, sizes: [], accel3d: false };

/** A video model's possibilities; one that is not known has none. */
export function videoModelOption(model: string): VideoModelOption {
  return { model, ...(videoModels[model] ?? NOTHING) };
}

/** What kind of machine choices depend on. Versions are "9.0.0"; null: not known. */
export type ChoiceOf = { arch: string; libvirtVersion: string | null; hypervisorVersion: string | null };

type Family = "pc" | "arm" | "ppc" | "s390" | "other";

/**
 * Sound cards (https://libvirt.org/formatdomain.html#sound-devices), the best first. libvirt's domain capabilities do not list them up to
 * 11 at least. Left out: "pcspk", the PC's beeper, which QEMU since 7.1 does not start with as libvirt asks for it, and "ich7", bhyve's.
 */
const soundModels: Record<Family, string[]> = {
  pc: ["ich9", "ich6", "ac97", "usb", "es1370", "sb16"],
  arm: ["ich9", "ich6", "ac97", "usb", "es1370"],
  ppc: ["ich9", "ich6", "ac97", "usb", "es1370"],
  s390: [],
  other: ["ich9", "ich6", "ac97", "usb", "es1370"],
};

export function knownSoundModels({ arch, libvirtVersion }: ChoiceOf): string[] {
  const virtio = libvirtVersion !== null && isAtLeast(libvirtVersion, "10.4.0") ? ["virtio"] : [];
  return [...soundModels[familyOf(arch)], ...virtio];
}

/** Guest sides of a serial line or console (https://libvirt.org/formatdomain.html#relationship-between-serial-ports-and-consoles). */
const serialTargets: Record<Family, string[]> = {
  pc: ["isa-serial", "pci-serial", "usb-serial", "virtio"],
  arm: ["system-serial", "pci-serial", "usb-serial", "virtio"],
  ppc: ["spapr-vio-serial", "pci-serial", "usb-serial", "virtio"],
  s390: ["sclp-serial", "sclp", "sclplm", "virtio"],
  other: ["pci-serial", "usb-serial", "virtio"],
};

export function knownSerialTargets(arch: string): string[] {
  return serialTargets[familyOf(arch)];
}

/**
 * Channel types. libvirt's domain capabilities list them since 8.8, but leave out "qemu-vdagent", which libvirt has had since 8.4 and QEMU
 * since 6.1: libvirt 9.0 with QEMU 7.2 was seen to start it. What cannot be told from versions stays out.
 */
export function channelTypes(told: string[] | null, { libvirtVersion, hypervisorVersion }: ChoiceOf): string[] {
  if (told === null) return [];
  const agent =
    libvirtVersion !== null && hypervisorVersion !== null && isAtLeast(libvirtVersion, "8.4.0") && isAtLeast(hypervisorVersion, "6.1.0");
  return [...new Set([...told, ...(agent ? ["qemu-vdagent"] : [])])];
}

/** What domain capabilities list, in the contract's words; what they do not tell stays empty. */
export function choices(told: {
  graphics: string[] | null;
  videoModels: string[] | null;
}): Pick<DisplayOptions, "graphics" | "videoModels"> {
  const graphics = (["vnc", "spice"] as const).filter((type) => told.graphics?.includes(type));
  return { graphics, videoModels: (told.videoModels ?? []).map(videoModelOption) };
}

function familyOf(arch: string): Family {
  if (/^(x86_64|i.86|amd64)$/.test(arch)) return "pc";
  if (/^(aarch64|arm)/.test(arch)) return "arm";
  if (/^riscv/.test(arch)) return "arm";
  if (/^ppc/.test(arch)) return "ppc";
  return /^s390/.test(arch) ? "s390" : "other";
}
