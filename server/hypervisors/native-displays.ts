import ipaddr from "ipaddr.js";
import { isLoopback } from "#server/config.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import { liveDomain } from "./display.ts";
import type { DomainFacts, GraphicsFacts, Listen } from "./domain-facts.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";
import { isOpenable } from "./serial-lines.ts";

/** Milliseconds for waiting, connecting and asking together. */
const DEADLINE_MS = 4_500;

/** Why nobody outside the hypervisor can reach a display over the network. */
export type Unreachable = "loopback" | "socket" | "nowhere" | "no-port";

/** A display as a viewer beside the portal would find it. */
export type NativeDisplay = {
  type: "vnc" | "spice";
  /** Whether libvirt knows of a password. */
  password: boolean;
  /** Whether the viewer could switch the machine off and on again (VNC's xvp). */
  powerControl: boolean;
  port: number | null;
  tlsPort: number | null;
  /** Where it can be reached: an address, `null` for all that the hypervisor has, or why nowhere. */
  reach: { address: string | null } | { why: Unreachable };
};

/** What a running machine has to show, to programs other than the portal's pages. */
export type NativeView = {
  /** The number of the machine's run; another after every start. */
  runtimeId: number;
  displays: NativeDisplay[];
  /** The serial lines that can be opened; `name` is null for the one that is opened where none is named. */
  serials: { name: string | null }[];
  /** libosinfo's id of the guest's system, a URL; null where the definition does not tell. */
  os: string | null;
};

/**
 * What a running machine has to show, from libvirt at this moment.
 * @throws {OrielError} machine-unknown, machine-off, host-unreachable, host-refused
 */
export async function nativeView(hypervisor: Hypervisor, uuid: string): Promise<NativeView> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const options: CallOptions = { signal };
  try {
    const { runtimeId, facts } = await hypervisor.reads.run((connection) => liveDomain(connection, uuid, options), signal);
    return { runtimeId, displays: facts.graphics.flatMap(displayOf), serials: serialsOf(facts), os: facts.os };
  } catch (error) {
    throw refusal(error);
  }
}

function displayOf({ type, password, powerControl, port, tlsPort, listens }: GraphicsFacts): NativeDisplay[] {
  if (type !== "vnc" && type !== "spice") return [];
  const ports = type === "spice" ? { port, tlsPort } : { port, tlsPort: null };
  const reach = ports.port === null && ports.tlsPort === null ? withoutPort(listens) : reachOf(listens);
  return [{ type, password: password !== null, powerControl, ...ports, reach }];
}

function withoutPort(listens: readonly Listen[]): NativeDisplay["reach"] {
  const reach = reachOf(listens);
  return "why" in reach && reach.why !== "loopback" ? reach : { why: "no-port" };
}

/** The first place that is one, as libvirt itself chooses. Without a word about it libvirt listens on the loopback address. */
function reachOf(listens: readonly Listen[]): NativeDisplay["reach"] {
  const place = listens.find(({ type }) => type !== "none");
  if (!place || place.type === "none") return { why: listens.length > 0 ? "nowhere" : "loopback" };
  if (place.type === "socket") return { why: "socket" };
  const { address } = place;
  if (address === null || isLoopback(address)) return { why: "loopback" };
  return { address: isWildcard(address) ? null : address };
}

function isWildcard(host: string): boolean {
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "unspecified";
}

/** libvirt opens the first line where no name is given. */
function serialsOf({ serials }: DomainFacts): NativeView["serials"] {
  return serials.flatMap((serial, index): NativeView["serials"] => {
    if (!isOpenable(serial)) return [];
    if (index === 0) return [{ name: null }];
    return serial.alias === null ? [] : [{ name: serial.alias }];
  });
}
