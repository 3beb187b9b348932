import type { Caller, CallOptions } from "./caller.ts";
import { readUuid } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";
import type { XdrReader } from "./xdr.ts";

/** A libvirt network (remote_nonnull_network). */
export type NetworkRef = { name: string; uuid: string };

/** REMOTE_NETWORK_LIST_MAX. */
const NETWORKS_MAX = 16_384;

/**
 * All networks of the host, active or not.
 * @throws {LibvirtError} noSupport where the driver has none
 */
export function listNetworks(caller: Caller, options?: CallOptions): Promise<NetworkRef[]> {
  const needResults = 1;
  return caller.call(
    procedure.connectListAllNetworks,
    (writer) => writer.int(needResults).uint(0),
    (reader) => reader.array(NETWORKS_MAX, readNetwork),
    options,
  );
}

function readNetwork(reader: XdrReader): NetworkRef {
  return { name: reader.string(), uuid: readUuid(reader) };
}
