import ipaddr from "ipaddr.js";

/**
 * What stands for a client where clients are counted: an IPv4 address as it is (also one mapped into IPv6), an IPv6 address's
 * /64, of which one client commonly has all. Other text stands for itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/64`);
  return `${network.toString()}/64`;
}
