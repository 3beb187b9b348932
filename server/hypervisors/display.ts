import type { VmState } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainState, domainXml, lookupByUuid } from "#server/libvirt/domains.ts";
import type { ChannelMode, DomainFacts, GraphicsFacts, Listen } from "./domain-facts.ts";
import { readDomainXml } from "./domain-xml.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";

/** Where a display is dialled, in the clear or over TLS. */
export type DisplayAddress =
  | { kind: "tcp"; host: string; port: number }
  | { kind: "tls"; host: string; port: number }
  | { kind: "unix"; path: string };

/** A display at the moment of asking. */
export type Display = {
  /** The number of the machine's run; another after every start. */
  runtimeId: number;
  address: DisplayAddress;
  /** SPICE: the channels that are dialled elsewhere ("main", "display" ...), because they are to be encrypted, or not to be. */
  channels: Record<string, DisplayAddress>;
  /** null where libvirt knows of none. */
  password: string | null;
  /** UTC, as libvirt writes it; null: it has no end. */
  passwordValidTo: string | null;
};

/** A machine that runs. */
export type LiveDomain = { domain: DomainRef; runtimeId: number; facts: DomainFacts };

/** Milliseconds for all of one question: waiting, connecting and asking. */
const DEADLINE_MS = 4_500;

const names = { vnc: "VNC", spice: "SPICE" } as const;

/**
 * Where a machine's display listens and with which password, from libvirt at this moment. An expired password is given all the same:
 * QEMU decides.
 * @throws {OrielError} machine-unknown, machine-off, no-such-display with why, host-unreachable, host-refused
 */
export function resolveDisplay(hypervisor: Hypervisor, uuid: string, protocol: "vnc" | "spice"): Promise<Display> {
  return ask(hypervisor, async (connection, options) => {
    const { runtimeId, facts } = await liveDomain(connection, uuid, options);
    return { runtimeId, ...displayOf(facts, protocol) };
  });
}

/**
 * Where a running machine's display listens and with which password, from what its XML says.
 * @throws {OrielError} no-such-display with why
 */
export function displayOf(facts: DomainFacts, protocol: "vnc" | "spice"): Omit<Display, "runtimeId"> {
  const found = facts.graphics.find(({ type }) => type === protocol);
  if (!found) throw new OrielError("no-such-display", `The machine has no ${names[protocol]} display.`);
  const { password, passwordValidTo } = found;
  return { address: addressOf(found, names[protocol]), channels: channelsOf(found), password, passwordValidTo };
}

/**
 * Which run of the machine is under way; `runtimeId` is -1 where it is off.
 * @throws {OrielError} machine-unknown, host-unreachable, host-refused
 */
export function runtimeOf(hypervisor: Hypervisor, uuid: string): Promise<{ runtimeId: number; state: VmState }> {
  return ask(hypervisor, async (connection, options) => {
    const domain = await lookupByUuid(connection, uuid, options);
    const { state } = await domainState(connection, domain, options);
    return { runtimeId: domain.id, state };
  });
}

/**
 * The running machine, its XML with its secrets as facts.
 * @throws {OrielError} machine-off; {@link LibvirtError} and others of a call
 */
export async function liveDomain(connection: Connection, uuid: string, options: CallOptions): Promise<LiveDomain> {
  const domain = await lookupByUuid(connection, uuid, options);
  if (domain.id < 0) throw new OrielError("machine-off");
  const facts = readDomainXml(await domainXml(connection, domain, { ...options, secure: true }));
  if (facts.id === null) throw new OrielError("machine-off");
  return { domain, runtimeId: facts.id, facts };
}

async function ask<T>(hypervisor: Hypervisor, question: (connection: Connection, options: CallOptions) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await hypervisor.reads.run((connection) => question(connection, { signal }), signal);
  } catch (error) {
    throw refusal(error);
  }
}

/** @param mode that of the channel, where it has one of its own */
function addressOf(graphics: GraphicsFacts, name: string, mode: ChannelMode = graphics.defaultMode): DisplayAddress {
  const reachable = graphics.listens.find(({ type }) => type !== "none");
  if (!reachable && graphics.listens.length > 0)
    throw new OrielError(
      "no-such-display",
      `The ${name} display listens nowhere (<listen type='none'/>): only libvirt itself can reach it.`,
    );
  if (reachable?.type === "socket") return socketOf(reachable.path, name);
  return { ...portOf(graphics, name, mode), host: dialled(reachable) };
}

/** Channels with a mode of their own, by name. */
function channelsOf(graphics: GraphicsFacts): Record<string, DisplayAddress> {
  const entries = Object.entries(graphics.channelModes);
  return Object.fromEntries(entries.map(([channel, mode]) => [channel, addressOf(graphics, `SPICE ${channel}`, mode)]));
}

function socketOf(path: string | null, name: string): DisplayAddress {
  if (!path) throw new OrielError("no-such-display", `The ${name} display has no socket yet.`);
  return { kind: "unix", path };
}

/** The port of a mode; of two that will do, the plain one. VNC has no TLS port. */
function portOf({ port, tlsPort }: GraphicsFacts, name: string, mode: ChannelMode): { kind: "tcp" | "tls"; port: number } {
  if (mode !== "secure" && port !== null) return { kind: "tcp", port };
  if (mode !== "insecure" && tlsPort !== null) return { kind: "tls", port: tlsPort };
  const lacking = {
    secure: "is to be encrypted and has no TLS port",
    insecure: "is not to be encrypted and has no other port",
    any: "has no port",
  };
  throw new OrielError("no-such-display", `The ${name} display ${lacking[mode]}.`);
}

/** Listening everywhere includes the loopback of the machine the portal shares with it. */
function dialled(listen: Exclude<Listen, { type: "socket" }> | undefined): string {
  const address = listen && listen.type !== "none" ? listen.address : null;
  if (!address || address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
