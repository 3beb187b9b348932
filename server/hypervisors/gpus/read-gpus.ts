import type { GpuInventory } from "#server/contract/gpu.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { errorCode, LibvirtError } from "#server/libvirt/error.ts";
import { capabilities, hostname } from "#server/libvirt/host.ts";
import { listNodeDevices, type NodeDeviceKind, nodeDeviceXml } from "#server/libvirt/node-devices.ts";
import { claimsOfAll } from "../claims-of-all.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { isThisMachine } from "../local-host.ts";
import type { Machine } from "../machine.ts";
import { refusal } from "../refusal.ts";
import { bootCommands, bootSettings } from "./boot-commands.ts";
import { readBootVga } from "./boot-vga.ts";
import { gpusOf } from "./gpus-of.ts";
import { type HostFacts, hostFacts } from "./host-facts.ts";
import { type MdevDevice, type PciDevice, readNodeDevice } from "./node-device.ts";
import { readinessChecks } from "./readiness.ts";

/** Milliseconds for everything: a host has some hundreds of PCI functions, and libvirt may have to ask QEMUs what they are before it tells of it. */
const DEADLINE_MS = 30_000;

/**
 * A host's GPUs, what keeps them from being handed over, and what to do about it.
 * @param machines all of the host's, as last seen
 * @throws {OrielError} host-unreachable; host-refused; libvirt-failed where its driver knows no devices
 */
export async function readGpus(hypervisor: Hypervisor, machines: readonly Machine[]): Promise<GpuInventory> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await hypervisor.reads.run(
      (connection) => ask(connection, hypervisor.key, machines, { signal, deadlineMs: DEADLINE_MS }),
      signal,
    );
  } catch (error) {
    throw refusal(error);
  }
}

async function ask(connection: Connection, key: string, machines: readonly Machine[], options: CallOptions): Promise<GpuInventory> {
  const devices = [...(await devicesOf(connection, "pci", options)), ...(await devicesOf(connection, "mdev", options))];
  const pci = devices.filter((device): device is PciDevice => device.kind === "pci");
  const mdevs = devices.filter((device): device is MdevDevice => device.kind === "mdev");
  const claims = await claimsOfAll(connection, machines, options);
  const bootVga = isThisMachine(await hostname(connection, options)) ? await readBootVga(pci) : new Map<string, boolean>();
  const gpus = gpusOf({ key, pci, mdevs, claims, bootVga });
  const facts: HostFacts = hostFacts(await capabilities(connection, options));
  const commands = gpus.length > 0 ? bootCommands(bootSettings(gpus, pci, facts)) : [];
  return { gpus, checks: readinessChecks(gpus, pci, facts), commands };
}

async function devicesOf(connection: Connection, kind: NodeDeviceKind, options: CallOptions): Promise<(PciDevice | MdevDevice)[]> {
  const devices: (PciDevice | MdevDevice)[] = [];
  for (const name of await listNodeDevices(connection, kind, options)) {
    const xml = await nodeDeviceXml(connection, name, options).catch(goneIsNull);
    const device = xml === null ? null : readNodeDevice(xml);
    if (device) devices.push(device);
  }
  return devices;
}

/** A device may go while the list is read. */
function goneIsNull(error: unknown): null {
  if (error instanceof LibvirtError && error.code === errorCode.noNodeDevice) return null;
  throw error;
}
