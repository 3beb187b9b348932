import type { Finding } from "#server/contract/display-plan.ts";
import type { HostDeviceSettings } from "#server/contract/display-settings.ts";
import type { Gpu, GpuInventory } from "#server/contract/gpu.ts";

type Chosen = { device: HostDeviceSettings; path: Finding["path"] };
type User = Gpu["usedBy"][number];

/**
 * Why a machine cannot be given these devices. Those that it has already are not asked about again, but that another machine has
 * them now. Devices that are no GPUs pass: a group's companions are.
 *
 * The codes: `gpu.unknown` (address), `gpu.in-use` and `mdev.in-use` (address or uuid, machine), `gpu.host-console` (address), `gpu.group`
 * (address, group, missing: the addresses that must be handed over with it, parted by spaces), `gpu.mdevs` (address: it is cut into virtual
 * GPUs that exist), `mdev.unknown` (uuid).
 */
export function assignmentProblems(inventory: GpuInventory, hostDevices: readonly HostDeviceSettings[], vmId: string): Finding[] {
  const given = new Set(hostDevices.flatMap((device) => (device.type === "pci" ? device.address : [])));
  return hostDevices.flatMap((device, index) => {
    const chosen = { device, path: ["hostDevices", index] };
    return device.type === "pci"
      ? pciProblems(inventory, chosen, device.address, given, vmId)
      : mdevProblems(inventory, chosen, device.uuid, vmId);
  });
}

function pciProblems(
  inventory: GpuInventory,
  { device, path }: Chosen,
  address: string,
  given: ReadonlySet<string>,
  vmId: string,
): Finding[] {
  const gpu = inventory.gpus.find((candidate) => candidate.address === address);
  const isNew = device.key === null;
  if (!gpu) return isNew && !isCompanion(inventory, address) ? [{ code: "gpu.unknown", path, values: { address } }] : [];
  const problems: Finding[] = taken(gpu.usedBy, vmId).map(({ name }) => ({ code: "gpu.in-use", path, values: { address, machine: name } }));
  if (!isNew) return problems;
  const isConsole = gpu.hostConsole ? [{ code: "gpu.host-console", path, values: { address } }] : [];
  return [...problems, ...isConsole, ...cutUp(gpu, path), ...groupProblems(gpu, path, given)];
}

function mdevProblems(inventory: GpuInventory, { device, path }: Chosen, uuid: string, vmId: string): Finding[] {
  const known = inventory.gpus.flatMap(({ mdevs }) => mdevs).find((candidate) => candidate.uuid === uuid.toLowerCase());
  if (!known) return device.key === null ? [{ code: "mdev.unknown", path, values: { uuid } }] : [];
  const users = known.usedBy ? taken([known.usedBy], vmId) : [];
  return users.map(({ name }) => ({ code: "mdev.in-use", path, values: { uuid, machine: name } }));
}

/** Several machines may be meant to have a device one after the other, so only one that has it now stands in the way. */
function taken(users: readonly User[], vmId: string): User[] {
  return users.filter(({ vm, running }) => vm !== vmId && running);
}

function isCompanion({ gpus }: GpuInventory, address: string): boolean {
  return gpus.some(({ companions }) => companions.some((other) => other.address === address));
}

function cutUp({ address, mdevs }: Gpu, path: Finding["path"]): Finding[] {
  return mdevs.length > 0 ? [{ code: "gpu.mdevs", path, values: { address } }] : [];
}

/** vfio hands over a group only as a whole (https://docs.kernel.org/driver-api/vfio.html). */
function groupProblems({ address, iommuGroup, companions }: Gpu, path: Finding["path"], given: ReadonlySet<string>): Finding[] {
  const missing = companions.map((other) => other.address).filter((other) => !given.has(other));
  return missing.length > 0 ? [{ code: "gpu.group", path, values: { address, group: iommuGroup ?? "", missing: missing.join(" ") } }] : [];
}

/** Machines that are off, or run without it, and are defined to have one of these devices too: both cannot run at once. */
export function assignmentAdvice(inventory: GpuInventory, hostDevices: readonly HostDeviceSettings[], vmId: string): Finding[] {
  return hostDevices.flatMap((device, index) => {
    const name = device.type === "pci" ? device.address : device.uuid.toLowerCase();
    const gpu = inventory.gpus.find(({ address }) => address === name);
    const mdev = inventory.gpus.flatMap(({ mdevs }) => mdevs).find(({ uuid }) => uuid === name);
    const users = gpu?.usedBy ?? (mdev?.usedBy ? [mdev.usedBy] : []);
    const others = users.filter(({ vm, running }) => vm !== vmId && !running);
    return others.map((other) => ({ code: "gpu.claimed", path: ["hostDevices", index], values: { device: name, machine: other.name } }));
  });
}
