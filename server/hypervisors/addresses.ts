import ipaddr from "ipaddr.js";
import type { Caller } from "#server/libvirt/caller.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { type AddressSource, type InterfaceAddresses, interfaceAddresses } from "#server/libvirt/domains.ts";
import { LibvirtError } from "#server/libvirt/error.ts";
import type { Hypervisor } from "./hypervisor.ts";

/** DHCP leases and the host's ARP table are the daemon's to know; an agent answers within 5 s or libvirt gives it up. */
const DEADLINE_MS: Record<AddressSource, number> = { lease: 3_000, arp: 3_000, agent: 6_000 };
/** Milliseconds after a start at which a guest may have got its address. */
const AGAIN_MS = [5_000, 20_000, 60_000, 180_000];
/** Milliseconds for a turn among many machines. */
const TURN_MS = 600_000;
/** A guest's agent may claim as many as it likes. */
const SHOWN_MAX = 16;

type Asked = { domain: DomainRef; agent: boolean; timers: NodeJS.Timeout[]; underWay: boolean; again: boolean };

/** The guests' addresses: asked for in the background, never waited for. */
export class Addresses {
  readonly #hypervisor: Hypervisor;
  readonly #found: (uuid: string, addresses: string[]) => void;
  readonly #asked = new Map<string, Asked>();

  constructor(hypervisor: Hypervisor, found: (uuid: string, addresses: string[]) => void) {
    this.#hypervisor = hypervisor;
    this.#found = found;
  }

  /**
   * Asks about a running machine now and, where it has just started, again while it boots.
   * @param agent whether its guest agent is connected
   */
  ask(domain: DomainRef, { agent, started }: { agent: boolean; started: boolean }): void {
    if (started) this.forget(domain.uuid);
    const asked = this.#asked.get(domain.uuid) ?? { domain, agent, timers: [], underWay: false, again: false };
    this.#asked.set(domain.uuid, Object.assign(asked, { domain, agent }));
    if (started) asked.timers = AGAIN_MS.map((ms) => setTimeout(() => this.#fetch(asked), ms).unref());
    this.#fetch(asked);
  }

  /** The machine is off or gone. */
  forget(uuid: string): void {
    for (const timer of this.#asked.get(uuid)?.timers ?? []) clearTimeout(timer);
    this.#asked.delete(uuid);
  }

  /** Asks no more. */
  close(): void {
    for (const uuid of [...this.#asked.keys()]) this.forget(uuid);
  }

  #fetch(asked: Asked): void {
    asked.again = asked.underWay;
    if (asked.underWay) return;
    asked.underWay = true;
    const use = (caller: Caller) => addressesOf(caller, asked);
    this.#hypervisor.addresses
      .run(use, AbortSignal.timeout(TURN_MS))
      .then((addresses) => this.#isAsked(asked) && this.#found(asked.domain.uuid, addresses))
      // What cannot be had is not shown; the host's own state tells what is wrong with it.
      .catch(() => {})
      .finally(() => this.#fetched(asked));
  }

  #fetched(asked: Asked): void {
    asked.underWay = false;
    if (asked.again && this.#isAsked(asked)) this.#fetch(asked);
  }

  #isAsked(asked: Asked): boolean {
    return this.#asked.get(asked.domain.uuid) === asked;
  }
}

/** The answer of the first source that knows any. */
async function addressesOf(caller: Caller, { domain, agent }: Asked): Promise<string[]> {
  for (const source of agent ? (["agent", "lease", "arp"] as const) : (["lease", "arp"] as const)) {
    const shown = shownAddresses(await interfacesOf(caller, domain, source));
    if (shown.length > 0) return shown;
  }
  return [];
}

async function interfacesOf(caller: Caller, domain: DomainRef, source: AddressSource): Promise<InterfaceAddresses[]> {
  try {
    return await interfaceAddresses(caller, domain, source, { deadlineMs: DEADLINE_MS[source] });
  } catch (error) {
    if (error instanceof LibvirtError) return [];
    throw error;
  }
}

/** Those by which others may reach the guest, each once, IPv4 first. */
export function shownAddresses(interfaces: InterfaceAddresses[]): string[] {
  const texts = interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  const known = texts.filter((text) => ipaddr.isValid(text)).map((text) => ipaddr.parse(text));
  const shown = known.filter((address) => !["loopback", "linkLocal", "unspecified", "multicast", "broadcast"].includes(address.range()));
  const inOrder = shown.sort((one, other) => one.kind().localeCompare(other.kind())).map(String);
  return [...new Set(inOrder)].slice(0, SHOWN_MAX);
}
