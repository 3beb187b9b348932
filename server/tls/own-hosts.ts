import { createSocket } from "node:dgram";
import { once } from "node:events";
import { hostname, networkInterfaces } from "node:os";
import { isLoopback } from "#server/config.ts";

/** A host as certificates and origins can name it. */
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** Addresses that stand for every one of the machine's. */
const everyAddress = ["", "0.0.0.0", "::"];

/**
 * The names and addresses under which browsers can reach a listener of this machine, the likeliest first: where it listens on every
 * address, the one that leads to other networks, then the others, the machine's name and the loopback's names.
 * @param host as ORIEL_LISTEN has it
 */
export async function ownHosts(host: string): Promise<string[]> {
  if (isLoopback(host)) return loopback;
  const name = hostname().toLowerCase();
  const names = hostName.test(name) ? [name] : [];
  if (!everyAddress.includes(host)) return [...new Set([host.toLowerCase(), ...names])];
  const likeliest = await addressOfDefaultRoute();
  const addresses = ownAddresses().sort((one, other) => Number(other === likeliest) - Number(one === likeliest));
  const all = [...new Set([...addresses, ...names, ...loopback])];
  return host === "0.0.0.0" ? all.filter((one) => !one.includes(":")) : all;
}

const loopback = ["localhost", "127.0.0.1", "::1"];

/** Those that other machines can use, IPv4 first. Link-local ones of IPv6 need a zone, which an address in a browser cannot have. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ address, internal }) => !internal && !address.startsWith("fe80:"));
  return usable.sort((one, other) => one.family.localeCompare(other.family)).map(({ address }) => address);
}

/** The address that packets to elsewhere leave from; "": there is no way there. Nothing is sent: 192.0.2.1 is nobody's (RFC 5737). */
async function addressOfDefaultRoute(): Promise<string> {
  const socket = createSocket("udp4");
  try {
    socket.connect(9, "192.0.2.1");
    await once(socket, "connect");
    return socket.address().address;
  } catch {
    return "";
  } finally {
    socket.close();
  }
}
