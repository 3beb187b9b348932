import type { Gpu, PciFunction } from "#server/contract/gpu.ts";
import type { MachineClaims } from "../claims-of-all.ts";
import { joinVmId } from "../vm-id.ts";
import type { MdevDevice, PciDevice } from "./node-device.ts";

/** What is known of a host's devices. */
export type HostDevices = {
  /** The host's key. */
  key: string;
  pci: readonly PciDevice[];
  mdevs: readonly MdevDevice[];
  claims: readonly MachineClaims[];
  /** Whether the firmware showed its first picture on a GPU, by address, where that can be known. */
  bootVga: ReadonlyMap<string, boolean>;
};

/** Drivers that hold a device for a guest. */
const HANDED_OVER: readonly (string | null)[] = ["vfio-pci", "pci-stub"];

/** Base class 0x03 of the PCI Code and ID Assignment Specification: VGA, XGA, 3D and other display controllers. */
export function isDisplay({ class: pciClass }: { class: string }): boolean {
  return pciClass.startsWith("0x03");
}

/** The host's GPUs, in the order of their addresses. */
export function gpusOf(host: HostDevices): Gpu[] {
  const consoles = hostConsoles(host);
  const displays = host.pci.filter(isDisplay).sort(byAddress);
  return displays.map((device) => ({
    ...functionOf(device),
    iommuGroup: device.iommuGroup,
    companions: companionsOf(host.pci, device).map(functionOf),
    audio: host.pci.find((other) => isAudio(other) && slotOf(other) === slotOf(device))?.address ?? null,
    hostConsole: consoles.has(device.address),
    usedBy: usersOf(host, device.address),
    mdevTypes: device.mdevTypes,
    mdevs: host.mdevs
      .filter(({ parent }) => parent === device.name)
      .map(({ uuid, type }) => ({ uuid, type, usedBy: usersOf(host, uuid)[0] ?? null })),
  }));
}

/** Everything else in the group but bridges (base class 0x06), which stay with the host. */
export function companionsOf(pci: readonly PciDevice[], { address, iommuGroup }: PciDevice): PciDevice[] {
  if (iommuGroup === null) return [];
  const others = pci.filter((other) => other.iommuGroup === iommuGroup && other.address !== address && !other.class.startsWith("0x06"));
  return others.sort(byAddress);
}

/** The device without its function: "0000:01:00". */
export function slotOf({ address }: { address: string }): string {
  return address.slice(0, address.lastIndexOf("."));
}

function byAddress(one: PciDevice, other: PciDevice): number {
  return one.address.localeCompare(other.address);
}

/** Class 0x0403: sound of the kind that a GPU's monitor outputs have. */
function isAudio({ class: pciClass }: PciDevice): boolean {
  return pciClass.startsWith("0x0403");
}

/**
 * The GPUs that the host's own console is on: where the firmware showed its first picture, unless a guest has it by now. Where that cannot be
 * known the first VGA controller that is not held for a guest counts as it, so that none is taken from the host by mistake.
 */
function hostConsoles({ pci, bootVga }: HostDevices): Set<string> {
  const vga = pci.filter(({ class: pciClass }) => pciClass.startsWith("0x0300"));
  const atHome = vga.filter(({ driver }) => !HANDED_OVER.includes(driver));
  const isKnown = vga.some(({ address }) => bootVga.get(address) === true);
  const first = atHome.map(({ address }) => address).sort()[0];
  if (!isKnown) return new Set(first === undefined ? [] : [first]);
  return new Set(atHome.filter(({ address }) => bootVga.get(address)).map(({ address }) => address));
}

function functionOf({ address, vendor, product, class: pciClass, driver }: PciDevice): PciFunction {
  return { address, vendor, product, class: pciClass, driver };
}

/** Machines that have a device or will at their next start; those that have it now come first. */
function usersOf({ key, claims }: HostDevices, device: string): Gpu["usedBy"] {
  const users = claims.flatMap(({ uuid, name, next, now }) => {
    const running = now.hostDevices.includes(device);
    return running || next.hostDevices.includes(device) ? [{ vm: joinVmId(key, uuid), name, running }] : [];
  });
  return users.sort((one, other) => Number(other.running) - Number(one.running));
}
