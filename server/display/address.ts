import { lookup } from "node:dns/promises";
import ipaddr from "ipaddr.js";
import { OrielError } from "#server/errors.ts";

/** Where libvirt says a display listens. */
export type DisplayAddress =
  | { kind: "tcp"; host: string; port: number }
  /** Over TLS. `authorities`: PEM files; the first that is there says whose certificates are taken. None: no certificate is. */
  | { kind: "tls"; host: string; port: number; authorities?: readonly string[] }
  | { kind: "unix"; path: string };

/** The same address where its certificate, if it is to be dialled over TLS, is told by these authorities. */
export function withAuthorities(address: DisplayAddress, authorities: readonly string[]): DisplayAddress {
  return address.kind === "tls" ? { ...address, authorities } : address;
}

/** The first port QEMU gives to a display (VNC display :0). Below it live other services. */
export const FIRST_DISPLAY_PORT = 5900;

/** Ranges (by ipaddr.js' names) no display of a hypervisor can be in; dialling there would reach something else. */
const forbiddenRanges = new Set([
  "linkLocal",
  "multicast",
  "broadcast",
  "reserved",
  "6to4",
  "teredo",
  "rfc6052",
  "rfc6145",
  "discard",
  "amt",
  "as112",
  "orchid2",
]);

/** Instance metadata services outside the link-local range: AWS over IPv6, Alibaba, Oracle. */
const metadataServices = new Set(["fd00:ec2::254", "100.100.100.200", "192.0.0.192"]);

/**
 * Checks a numeric address and turns a wildcard into the loopback address of its family, where a display that listens
 * everywhere can be reached.
 * @returns the address to dial
 * @throws {OrielError} display-address
 */
export function checkIp(text: string): string {
  if (!ipaddr.isValid(text)) throw new OrielError("display-address", `"${text.slice(0, 80)}" is no address`);
  const ip = ipaddr.process(text);
  if (ip.range() === "unspecified") return ip.kind() === "ipv4" ? "127.0.0.1" : "::1";
  if (forbiddenRanges.has(ip.range()) || metadataServices.has(ip.toString()))
    throw new OrielError("display-address", `${ip.toString()} is ${ip.range()}`);
  return ip.toString();
}

/** @throws {OrielError} display-address where no display of a hypervisor can have this port */
export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < FIRST_DISPLAY_PORT || port > 65535)
    throw new OrielError("display-address", `port ${port} is not one of a display (${FIRST_DISPLAY_PORT} to 65535)`);
}

/**
 * The numeric address behind a host that libvirt names. A name is looked up once and what it gave is checked and dialled,
 * so that a second lookup cannot give something else.
 * @throws {OrielError} display-address where it must not be dialled, display-unreachable where the name is unknown
 */
export async function resolveHost(host: string): Promise<string> {
  if (ipaddr.isValid(host)) return checkIp(host);
  let found: string;
  try {
    found = (await lookup(host)).address;
  } catch (error) {
    throw new OrielError("display-unreachable", `the name ${host.slice(0, 80)} is unknown`, { cause: error });
  }
  return checkIp(found);
}
