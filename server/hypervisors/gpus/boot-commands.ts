import type { z } from "zod";
import type { Gpu, bootCommands as schema } from "#server/contract/gpu.ts";
import { slotOf } from "./gpus-of.ts";
import type { HostFacts } from "./host-facts.ts";
import type { PciDevice } from "./node-device.ts";

type BootCommands = z.infer<typeof schema>;

/** What a host is told at boot. */
export type BootSettings = {
  cpuVendor: HostFacts["cpuVendor"];
  /** Kinds of devices that vfio-pci takes before any other driver: "10de:1b80". */
  ids: readonly string[];
  /** Whether nouveau is to be kept out. */
  nouveau: boolean;
};

/**
 * What would make a host ready to hand over its GPUs but the one of its own console. Left out are GPUs that are cut into virtual ones, which
 * need their own driver; GPUs whose group holds other devices; and kinds that the host needs another one of.
 */
export function bootSettings(gpus: readonly Gpu[], pci: readonly PciDevice[], { cpuVendor }: HostFacts): BootSettings {
  const free = gpus.filter(
    (gpu) => !gpu.hostConsole && gpu.mdevTypes.length === 0 && gpu.companions.every((other) => slotOf(other) === slotOf(gpu)),
  );
  const handedOver = new Set(free.flatMap(({ address, companions }) => [address, ...companions.map((other) => other.address)]));
  const kindOf = ({ vendorId, productId }: PciDevice) => [vendorId, productId].map((id) => id.replace(/^0x/, "")).join(":");
  const kept = new Set(pci.filter(({ address }) => !handedOver.has(address)).map(kindOf));
  const ids = new Set(pci.filter(({ address }) => handedOver.has(address)).map(kindOf));
  return {
    cpuVendor,
    ids: [...ids].filter((id) => !kept.has(id)).sort(),
    nouveau: pci.some(({ address, vendorId }) => vendorId === "0x10de" && gpus.some((gpu) => gpu.address === address)),
  };
}

/** https://docs.kernel.org/admin-guide/kernel-parameters.html; AMD's IOMMU is on by itself where the firmware has it on. */
const IOMMU: Record<"intel" | "amd", string> = { intel: "intel_iommu=on iommu=pt", amd: "amd_iommu=on iommu=pt" };

/**
 * Lines to copy into root's shell, for each boot loader; they count from the next boot. Each may be run twice: what is there is not added
 * again.
 */
export function bootCommands(settings: BootSettings): BootCommands[] {
  const modules = moduleCommands(settings);
  return [
    { loader: "grub2", commands: [...grub2(kernelArguments(settings)), ...modules] },
    { loader: "grub", commands: grubLegacy(settings) },
    { loader: "systemd-boot", commands: [...systemdBoot(kernelArguments(settings)), ...modules] },
  ].flatMap(({ loader, commands }) => (commands.length > 0 ? [{ loader: loader as BootCommands["loader"], commands }] : []));
}

function kernelArguments({ cpuVendor }: BootSettings): string {
  return cpuVendor === null ? "" : IOMMU[cpuVendor];
}

function grub2(line: string): string[] {
  if (line === "") return [];
  return [
    "# Debian, Ubuntu",
    `sed -i '/${line}/!s/^GRUB_CMDLINE_LINUX="/&${line} /' /etc/default/grub && update-grub`,
    "# Fedora, RHEL",
    `grubby --update-kernel=ALL --args="${line}"`,
    "# openSUSE",
    `sed -i '/${line}/!s/^GRUB_CMDLINE_LINUX="/&${line} /' /etc/default/grub && grub2-mkconfig -o /boot/grub2/grub.cfg`,
  ];
}

/** Systems of GRUB legacy's time have no vfio-pci, but pci-stub in the kernel itself, and dracut's older words. */
function grubLegacy(settings: BootSettings): string[] {
  const stub = settings.ids.length > 0 ? `pci-stub.ids=${settings.ids.join(",")}` : "";
  const line = [kernelArguments(settings), stub, settings.nouveau ? "rdblacklist=nouveau" : ""].filter(Boolean).join(" ");
  if (line === "") return [];
  const edit = `sed -i '/^[[:space:]]*kernel[[:space:]]/{/${line}/!s/$/ ${line}/}' /boot/grub/menu.lst`;
  return [edit, ...(settings.nouveau ? [...NO_NOUVEAU, "dracut --force"] : [])];
}

function systemdBoot(line: string): string[] {
  if (line === "") return [];
  return [
    `sed -i '/^options[[:space:]]/{/${line}/!s/$/ ${line}/}' "$(bootctl --print-boot-path)"/loader/entries/*.conf`,
    `[ ! -e /etc/kernel/cmdline ] || sed -i '/${line}/!s/$/ ${line}/' /etc/kernel/cmdline`,
  ];
}

const NO_NOUVEAU = [`printf '%s\\n' 'blacklist nouveau' 'options nouveau modeset=0' > /etc/modprobe.d/blacklist-nouveau.conf`];

/** vfio-pci must be there before the drivers that it keeps out, so it goes into the initial file system. */
function moduleCommands({ ids, nouveau }: BootSettings): string[] {
  const vfio = ids.length > 0;
  if (!vfio && !nouveau) return [];
  const lines = [
    `options vfio-pci ids=${ids.join(",")}`,
    ...["nouveau", "nvidia", "amdgpu", "radeon", "i915", "snd_hda_intel"].map(softdep),
  ];
  return [
    "# Every system",
    ...(vfio ? [`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} > /etc/modprobe.d/vfio.conf`] : []),
    ...(nouveau ? NO_NOUVEAU : []),
    "# Debian, Ubuntu",
    ...(vfio ? ["grep -qx vfio-pci /etc/initramfs-tools/modules || echo vfio-pci >> /etc/initramfs-tools/modules"] : []),
    "update-initramfs -u -k all",
    "# Fedora, RHEL, openSUSE",
    ...(vfio ? [`echo 'force_drivers+=" vfio-pci "' > /etc/dracut.conf.d/vfio.conf`] : []),
    "dracut --force --regenerate-all",
  ];
}

function softdep(driver: string): string {
  return `softdep ${driver} pre: vfio-pci`;
}
