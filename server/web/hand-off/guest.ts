import ipaddr from "ipaddr.js";
import type { HandOff } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";

/** The ranges that may lie behind the hypervisor alone: libvirt gives its own networks addresses of these. */
const PRIVATE = new Set(["private", "uniqueLocal", "carrierGradeNat"]);
/** Those that count only on the guest itself, or on its own wire. */
const INSIDE = new Set(["loopback", "linkLocal", "unspecified", "multicast", "broadcast"]);

/**
 * The guest's own addresses, for programs that speak with the guest itself, IPv4 first.
 * @param os libosinfo's id of its system, a URL
 * @param hypervisor its name on the network, an IPv6 address in brackets; null for those who may not know it
 */
export function guestOf({ addresses }: Pick<Vm, "addresses">, os: string | null, hypervisor: string | null): HandOff["guest"] {
  const ranges = addresses.filter(ipaddr.isValid).map((address) => ({ address, range: rangeOf(address) }));
  const reachable = ranges.filter(({ range }) => !INSIDE.has(range));
  const inOrder = reachable.sort((one, other) => Number(one.address.includes(":")) - Number(other.address.includes(":")));
  return {
    windows: os === null ? null : /^https?:\/\/microsoft\.com\//i.test(os),
    addresses: inOrder.map(({ address, range }) => ({ address, jump: PRIVATE.has(range) ? hypervisor : null })),
  };
}

function rangeOf(address: string): string {
  return ipaddr.process(address).range();
}
