import { hostname, networkInterfaces } from "node:os";

/**
 * Whether a hypervisor is the machine that this process runs on. Its socket does not tell: it may be another's, forwarded, or a container's
 * host's. A name that many machines have proves nothing.
 * @param name the hypervisor's own hostname
 */
export function isThisMachine(name: string, own: string = hostname()): boolean {
  const first = (text: string) => text.toLowerCase().split(".", 1)[0];
  return first(name) === first(own) && first(own) !== "localhost";
}

/** This machine's own addresses, loopback first, without those that count only with an interface's name. */
export function ownAddresses(interfaces = networkInterfaces()): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ address }) => !address.toLowerCase().startsWith("fe80:"));
  const inOrder = usable.sort((one, other) => Number(other.internal) - Number(one.internal));
  return [...new Set(inOrder.map(({ address }) => address))];
}
