import type { Connection } from "#server/libvirt/connection.ts";
import { domainStateName, domainStats, listDomains, statsGroup } from "#server/libvirt/domains.ts";
import { DeadlineError, errorCode, LibvirtError } from "#server/libvirt/error.ts";
import { type Machine, readFacts, readMachine } from "./machine.ts";

/** How many domains are asked about at once; the connection lets no more through. */
const AT_ONCE = 4;
/** Milliseconds after which a domain that did not answer is asked about again. */
const AGAIN_MS = 2_000;

/** What changed: null where it was not there, or is gone. */
type Changed = (uuid: string, before: Machine | null, now: Machine | null) => void;

/** The domains of one hypervisor, kept right by listing once and then asking about each that an event names. */
export class Machines {
  readonly #changed: Changed;
  readonly #known = new Map<string, Machine>();
  /** Named by an event since they were last read. */
  readonly #dirty = new Set<string>();
  readonly #reading = new Set<string>();
  #connection: Connection | null = null;

  constructor(changed: Changed) {
    this.#changed = changed;
  }

  /** The domain as last seen. */
  get(uuid: string): Machine | undefined {
    return this.#known.get(uuid);
  }

  /** Every domain as last seen. */
  get all(): Machine[] {
    return [...this.#known.values()];
  }

  /**
   * Lists everything anew over a connection, and from then on reads over it. Until it is done what was known stays as it was.
   * @throws what a call throws; nothing has changed then
   */
  async list(connection: Connection): Promise<void> {
    this.#connection = null;
    const listed = await listMachines(connection);
    for (const uuid of [...this.#known.keys()]) if (!listed.has(uuid)) this.#set(uuid, null);
    for (const [uuid, machine] of listed) this.#set(uuid, machine);
    this.#connection = connection;
    this.#read();
  }

  /** Something about this domain has changed. */
  touch(uuid: string): void {
    this.#dirty.add(uuid);
    this.#read();
  }

  /** Reads every domain that was touched, each by one reader at a time so that the last word stays the last. */
  #read(): void {
    const connection = this.#connection;
    if (!connection) return;
    for (const uuid of this.#dirty) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#reading.has(uuid)) void this.#readOne(connection, uuid);
    }
  }

  async #readOne(connection: Connection, uuid: string): Promise<void> {
    this.#dirty.delete(uuid);
    this.#reading.add(uuid);
    try {
      const machine = await readMachine(connection, uuid);
      if (connection === this.#connection) this.#set(uuid, machine);
    } catch (error) {
      setTimeout(() => this.touch(uuid), AGAIN_MS).unref();
      // Nothing passes any more: the link makes a new connection, and that lists anew.
      if (error instanceof DeadlineError && connection.stalled) connection.close();
    } finally {
      this.#reading.delete(uuid);
      this.#read();
    }
  }

  #set(uuid: string, now: Machine | null): void {
    const before = this.#known.get(uuid) ?? null;
    if (now) this.#known.set(uuid, now);
    else this.#known.delete(uuid);
    if (before || now) this.#changed(uuid, before, now);
  }
}

async function listMachines(connection: Connection): Promise<Map<string, Machine>> {
  const [stats, persistent] = await Promise.all([
    domainStats(connection, statsGroup.state),
    listDomains(connection, { only: "persistent" }),
  ]);
  const persists = new Set(persistent.map(({ uuid }) => uuid));
  const machines = new Map<string, Machine>();
  const rest = stats.values();
  const readSome = async () => {
    for (const { domain, values } of rest) {
      const facts = await readFacts(connection, domain).catch(goneIsNull);
      const state = domainStateName(values["state.state"]);
      if (facts) machines.set(domain.uuid, { domain, state, persistent: persists.has(domain.uuid), facts });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readSome));
  return machines;
}

/** A domain that went while the list was read; its event comes too. */
function goneIsNull(error: unknown): null {
  if (error instanceof LibvirtError && error.code === errorCode.noDomain) return null;
  throw error;
}
