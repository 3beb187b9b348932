import type { VmId } from "#server/contract/vm.ts";

/** The id by which Oriel knows a domain: its hypervisor's key and its uuid there. */
export function joinVmId(host: string, uuid: string): VmId {
  return `${host}.${uuid}`;
}

/** The parts of an id; keys hold no dot, so the first one parts them. What is no id gives parts that name nothing. */
export function splitVmId(id: VmId): { host: string; uuid: string } {
  const dot = id.indexOf(".");
  return { host: id.slice(0, Math.max(dot, 0)), uuid: id.slice(dot + 1) };
}
