import type { HostDeviceSettings } from "#server/contract/display-settings.ts";
import type { Gpu, GpuInventory } from "#server/contract/gpu.ts";
import { deviceName } from "./edits.ts";

/** What a machine has of one GPU: all functions of its group, or one virtual GPU. `index`: its place among the host devices. */
export type AssignedGpu = { device: HostDeviceSettings; index: number; gpu: Gpu | null; members: string[] };

/** The machine's host devices, with what goes together put together. */
export function assignedGpus(devices: readonly HostDeviceSettings[], inventory: GpuInventory | null): AssignedGpu[] {
  const groups: AssignedGpu[] = [];
  const taken = new Set<string>();
  const names = devices.map(deviceName);
  for (const [index, device] of devices.entries()) {
    const name = deviceName(device);
    if (taken.has(name)) continue;
    const gpu = inventory?.gpus.find((one) => isOf(device, one)) ?? null;
    const group = device.type === "pci" && gpu ? wholeGroup(gpu) : [name];
    const members = group.filter((one) => names.includes(one));
    for (const member of members) taken.add(member);
    groups.push({ device, index, gpu, members });
  }
  return groups;
}

function isOf(device: HostDeviceSettings, gpu: Gpu): boolean {
  if (device.type === "pci") return wholeGroup(gpu).includes(device.address);
  return gpu.mdevs.some(({ uuid }) => uuid === device.uuid);
}

/** The addresses that go to a machine together: the GPU and everything else in its IOMMU group. */
export function wholeGroup(gpu: Gpu): string[] {
  return [gpu.address, ...gpu.companions.map(({ address }) => address)];
}

/** A GPU with its whole group, as new devices of a machine. */
export function devicesOf(gpu: Gpu): HostDeviceSettings[] {
  return wholeGroup(gpu).map((address) => ({ key: null, type: "pci", address }));
}

/** The names of other machines that have a GPU, or something of its group: those that run with it, and those that are only set up so. */
export function otherUsers(gpu: Gpu, vm: string): { inUse: string[]; claimed: string[] } {
  const others = gpu.usedBy.filter((user) => user.vm !== vm);
  const names = (running: boolean) => others.filter((user) => user.running === running).map(({ name }) => name);
  return { inUse: names(true), claimed: names(false) };
}
