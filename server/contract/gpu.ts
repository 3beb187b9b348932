import { z } from "./zod.ts";

/** Who has a device: a machine's id and name. */
const usedBy = z.object({ vm: z.string(), name: z.string(), running: z.boolean() });

/** A function of a PCI device, as the IOMMU groups it. */
export const pciFunction = z.object({
  /** "0000:01:00.1" */
  address: z.string(),
  vendor: z.string(),
  product: z.string(),
  /** PCI class, hexadecimal: "0x030000" is a VGA controller. */
  class: z.string(),
  driver: z.string().nullable(),
});
export type PciFunction = z.infer<typeof pciFunction>;

/** A kind of virtual GPU that a GPU can be cut into. */
export const mdevType = z.object({ id: z.string(), name: z.string(), available: z.int(), deviceApi: z.string() });

/** A virtual GPU that exists. */
export const mdev = z.object({ uuid: z.string(), type: z.string(), usedBy: usedBy.nullable() });

export const gpu = pciFunction.extend({
  /** null: no IOMMU, or not switched on. */
  iommuGroup: z.int().nullable(),
  /** Everything else in the group but bridges; all of it goes to the machine together. */
  companions: z.array(pciFunction),
  /** The function that carries the sound of its monitor outputs. */
  audio: z.string().nullable(),
  /** Whether the host's own console is on it. */
  hostConsole: z.boolean(),
  usedBy: z.array(usedBy),
  mdevTypes: z.array(mdevType),
  mdevs: z.array(mdev),
});
export type Gpu = z.infer<typeof gpu>;

/** One thing that must be so before a GPU can be handed over. `unknown`: libvirt does not tell it. */
export const readinessCheck = z.object({
  id: z.enum(["iommu", "vfio", "nouveau", "vendor-manager", "group", "host-console"]),
  state: z.enum(["ok", "missing", "unknown"]),
  /** The GPU it is about; null: the host. */
  gpu: z.string().nullable(),
  values: z.record(z.string(), z.string()),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

/** Lines to copy for one boot loader. */
export const bootCommands = z.object({ loader: z.enum(["grub2", "grub", "systemd-boot"]), commands: z.array(z.string()) });

export const gpuInventory = z.object({
  gpus: z.array(gpu),
  checks: z.array(readinessCheck),
  commands: z.array(bootCommands),
});
export type GpuInventory = z.infer<typeof gpuInventory>;

/** Makes a virtual GPU of a type on a GPU. */
export const makeMdevRequest = z.object({ parent: z.string().max(20), type: z.string().max(80) });
