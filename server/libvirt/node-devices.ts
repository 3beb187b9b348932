import type { Caller, CallOptions } from "./caller.ts";
import { procedure } from "./protocol.ts";

/** The kinds of virConnectListAllNodeDeviceFlags that are asked for here: PCI functions, and mediated devices that exist. */
const capabilityFlags = { pci: 1 << 1, mdev: 1 << 14 } as const;
export type NodeDeviceKind = keyof typeof capabilityFlags;

/** REMOTE_NODE_DEVICE_LIST_MAX. */
const DEVICES_MAX = 16_384;

/**
 * The names of the host's devices of a kind: "pci_0000_01_00_0" ...
 * @throws {LibvirtError} noSupport where the driver knows none
 */
export function listNodeDevices(caller: Caller, kind: NodeDeviceKind, options?: CallOptions): Promise<string[]> {
  const needResults = 1;
  return caller.call(
    procedure.connectListAllNodeDevices,
    (writer) => writer.int(needResults).uint(capabilityFlags[kind]),
    (reader) => reader.array(DEVICES_MAX, (device) => device.string()),
    options,
  );
}

/**
 * A device's XML (https://libvirt.org/formatnode.html).
 * @throws {LibvirtError} noNodeDevice
 */
export function nodeDeviceXml(caller: Caller, name: string, options?: CallOptions): Promise<string> {
  return caller.call(
    procedure.nodeDeviceGetXmlDesc,
    (writer) => writer.string(name).uint(0),
    (reader) => reader.string(),
    options,
  );
}

/**
 * Makes a device of this XML, until the host is switched off; gives its name. Of hardware only mediated devices can be made, and virtual
 * host bus adapters.
 * @throws {LibvirtError} with what the device's driver says
 */
export function createNodeDevice(caller: Caller, xml: string, options?: CallOptions): Promise<string> {
  return caller.call(
    procedure.nodeDeviceCreateXml,
    (writer) => writer.string(xml).uint(0),
    (reader) => reader.string(),
    options,
  );
}
