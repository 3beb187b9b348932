import type { Gpu, ReadinessCheck } from "#server/contract/gpu.ts";
import { slotOf } from "./gpus-of.ts";
import type { HostFacts } from "./host-facts.ts";
import type { PciDevice } from "./node-device.ts";

type Check = Omit<ReadinessCheck, "gpu">;

/** Makers of GPUs by their PCI ids, and what cuts their GPUs into virtual ones. */
const makers: Record<string, { manager: string; drivers: string[] }> = {
  "0x10de": { manager: "nvidia-vgpu", drivers: ["nvidia-vgpu-vfio"] },
  "0x8086": { manager: "gvt-g", drivers: [] },
  "0x1002": { manager: "mxgpu", drivers: ["gim"] },
};

/** What must be so before a GPU can be handed over; first what concerns the host, then each GPU. */
export function readinessChecks(gpus: readonly Gpu[], pci: readonly PciDevice[], facts: HostFacts): ReadinessCheck[] {
  const vendors = new Map(pci.map(({ address, vendorId }) => [address, vendorId]));
  const checks = gpus.flatMap((gpu) => checksOf(gpu, vendors.get(gpu.address) ?? "").map((check) => ({ ...check, gpu: gpu.address })));
  return [{ ...iommu(pci, facts), gpu: null }, ...checks];
}

function checksOf(gpu: Gpu, vendorId: string): Check[] {
  return [hostConsole(gpu), group(gpu), vfio(gpu), ...nouveau(gpu, vendorId), ...vendorManager(gpu, vendorId)];
}

/** Groups exist only where the IOMMU is on. */
function iommu(pci: readonly PciDevice[], { cpuVendor, iommu: told }: HostFacts): Check {
  const isOn = told === true || pci.some(({ iommuGroup }) => iommuGroup !== null);
  const state = isOn ? "ok" : told === null && pci.length === 0 ? "unknown" : "missing";
  return { id: "iommu", state, values: { cpu: cpuVendor ?? "" } };
}

/** libvirt binds a GPU to vfio-pci itself when its machine starts; a driver of the host that holds on to it may hang there. */
function vfio({ driver }: Gpu): Check {
  return { id: "vfio", state: driver === "vfio-pci" ? "ok" : "missing", values: { driver: driver ?? "" } };
}

function nouveau({ driver }: Gpu, vendorId: string): Check[] {
  return vendorId === "0x10de" ? [{ id: "nouveau", state: driver === "nouveau" ? "missing" : "ok", values: {} }] : [];
}

/** Without types of virtual GPUs there is no manager, or none that has been set up. AMD's shows none, so its driver alone tells. */
function vendorManager({ driver, mdevTypes }: Gpu, vendorId: string): Check[] {
  const maker = makers[vendorId];
  if (!maker) return [];
  const isThere = mdevTypes.length > 0 || maker.drivers.includes(driver ?? "");
  const state = isThere ? "ok" : vendorId === "0x1002" ? "unknown" : "missing";
  return [{ id: "vendor-manager", state, values: { manager: maker.manager, driver: driver ?? "" } }];
}

/** A device of another slot in the group would be taken from the host, or from another machine, too. */
function group({ address, iommuGroup, companions }: Gpu): Check {
  const foreign = companions.filter((other) => slotOf(other) !== slotOf({ address }));
  const state = iommuGroup === null ? "unknown" : foreign.length > 0 ? "missing" : "ok";
  return { id: "group", state, values: { group: String(iommuGroup ?? ""), devices: foreign.map((other) => other.address).join(" ") } };
}

function hostConsole({ hostConsole: isIt }: Gpu): Check {
  return { id: "host-console", state: isIt ? "missing" : "ok", values: {} };
}
