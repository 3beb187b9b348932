import { randomUUID } from "node:crypto";
import { OrielError } from "#server/errors.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createNodeDevice, nodeDeviceXml } from "#server/libvirt/node-devices.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { refusal } from "../refusal.ts";
import { readNodeDevice } from "./node-device.ts";

/** Milliseconds to wait for a connection to make it on. */
const CONNECT_MS = 5_000;
/** libvirt runs mdevctl, and the vendor's driver sets the device up. */
const MAKE_MS = 20_000;

/**
 * Makes a virtual GPU, which stays until the host is switched off.
 * @param parent the GPU's address, "0000:06:00.0"
 * @param type an id of its mdevTypes
 * @throws {OrielError} bad-request where it is no address; libvirt-failed where the GPU has no such type, none is free, or libvirt says why
 * not; host-unreachable; host-refused
 */
export async function makeMdev(hypervisor: Hypervisor, parent: string, type: string): Promise<{ uuid: string }> {
  const name = nodeName(parent);
  try {
    return await hypervisor.changes.run((connection) => makeOn(connection, name, type), AbortSignal.timeout(CONNECT_MS));
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * Makes one on the device of this name.
 * @throws {OrielError} libvirt-failed where there is no such type, or none is free; others of a call
 */
export async function makeOn(connection: Connection, name: string, type: string): Promise<{ uuid: string }> {
  const gpu = readNodeDevice(await nodeDeviceXml(connection, name, { deadlineMs: CONNECT_MS }));
  const known = gpu?.kind === "pci" ? gpu.mdevTypes.find(({ id }) => id === type) : undefined;
  if (!known) throw new OrielError("libvirt-failed", `The GPU ${name} has no type ${type} of virtual GPUs.`);
  if (known.available < 1) throw new OrielError("libvirt-failed", `The GPU ${name} has no room for another virtual GPU of type ${type}.`);
  const uuid = randomUUID();
  await createNodeDevice(connection, mdevXml(name, known.id, uuid), { deadlineMs: MAKE_MS });
  return { uuid };
}

/** https://libvirt.org/formatnode.html: the capability "mdev" of a device that is to be made. */
export function mdevXml(parent: string, type: string, uuid: string): string {
  return `<device><parent>${escaped(parent)}</parent><capability type='mdev'><type id='${escaped(type)}'/><uuid>${uuid}</uuid></capability></device>`;
}

/** libvirt's name of a PCI function. */
function nodeName(address: string): string {
  const parts = /^([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/.exec(address);
  if (!parts) throw new OrielError("bad-request", `"${address}" is no PCI address.`);
  return `pci_${parts.slice(1).join("_")}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("'", "&apos;");
}
