import type { VmState } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainState, domainXml, lookupByUuid } from "#server/libvirt/domains.ts";
import type { DomainFacts, GraphicsFacts, Listen } from "./domain-facts.ts";
import { readDomainXml } from "./domain-xml.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";

/** Where a display is dialled. */
export type DisplayAddress = { kind: "tcp"; host: string; port: number; tlsPort?: number } | { kind: "unix"; path: string };

/** A display at the moment of asking. */
export type Display = {
  /** The number of the machine's run; another after every start. */
  runtimeId: number;
  address: DisplayAddress;
  /** null where it takes none. */
  password: string | null;
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
    const found = facts.graphics.find(({ type }) => type === protocol);
    if (!found) throw new OrielError("no-such-display", `The machine has no ${names[protocol]} display.`);
    return { runtimeId, address: addressOf(found, names[protocol]), password: found.password };
  });
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

function addressOf(graphics: GraphicsFacts, name: string): DisplayAddress {
  const reachable = graphics.listens.find(({ type }) => type !== "none");
  if (!reachable && graphics.listens.length > 0)
    throw new OrielError(
      "no-such-display",
      `The ${name} display listens nowhere (<listen type='none'/>): only libvirt itself can reach it.`,
    );
  if (reachable?.type === "socket") return socketOf(reachable.path, name);
  if (graphics.port === null) throw new OrielError("no-such-display", withoutPort(graphics, name));
  const host = dialled(reachable);
  return { kind: "tcp", host, port: graphics.port, ...(graphics.tlsPort !== null && { tlsPort: graphics.tlsPort }) };
}

function socketOf(path: string | null, name: string): DisplayAddress {
  if (!path) throw new OrielError("no-such-display", `The ${name} display has no socket yet.`);
  return { kind: "unix", path };
}

function withoutPort({ tlsPort }: GraphicsFacts, name: string): string {
  return tlsPort === null ? `The ${name} display has no port.` : `The ${name} display has a TLS port only (${tlsPort}).`;
}

/** Listening everywhere includes the loopback of the machine the portal shares with it. */
function dialled(listen: Exclude<Listen, { type: "socket" }> | undefined): string {
  const address = listen && listen.type !== "none" ? listen.address : null;
  if (!address || address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
