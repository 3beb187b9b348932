import ipaddr from "ipaddr.js";

/** Whether only the host itself gets to an address. */
export function isLoopback(address: string): boolean {
  if (address === "localhost" || address.startsWith("localhost.")) return true;
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** Whether two texts are one address: "::1" and "0:0:0:0:0:0:0:1" are. */
export function isSameAddress(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

/** Whether it stands for all addresses of the host. */
export function isAnyAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unspecified";
}

/** Whether libvirt's schema takes it where it asks for an address (addrIPorName). */
export function isAddressOrName(text: string): boolean {
  return /^[a-zA-Z0-9.-]+$/.test(text) || (/^[0-9a-fA-F:.]+$/.test(text) && ipaddr.isValid(text));
}

function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toNormalizedString() : address.toLowerCase();
}
