import type { VmState } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { updateDevice } from "#server/libvirt/device.ts";
import { domainState, domainXml, isPersistent, lookupByUuid } from "#server/libvirt/domains.ts";
import { defineDomain } from "#server/libvirt/lifecycle.ts";
import type { Lock } from "./display-password.ts";
import { readDomainXml } from "./domain-xml.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { refusal } from "./refusal.ts";
import { joinVmId } from "./vm-id.ts";

/** What a machine is to be at its next start, and what it is now. Both texts hold its secrets. */
export type Definition = {
  /** The definition. A transient machine has none: what it runs with, in the same form. */
  xml: string;
  /** What it runs with; null where it is off. */
  live: string | null;
  state: VmState;
  /** Whether it is being started: its displays have no passwords yet. */
  starting: boolean;
  /** Whether there is a definition that outlives the run. */
  persistent: boolean;
  /** The number of its run; null where it is off. */
  run: number | null;
};

/** VIR_DOMAIN_PAUSED_STARTING_UP of virDomainPausedReason. */
const STARTING_UP = 11;
/** Milliseconds for all of reading: waiting, connecting and asking. */
const READ_MS = 4_500;
/** Milliseconds to wait for a connection to make a change on. */
const CONNECT_MS = 5_000;
/** libvirt may have to ask a QEMU that it has not met what it can do before it takes a definition. */
const DEFINE_MS = 30_000;
/** Milliseconds for QEMU to take a password, which it does in a few. */
const UPDATE_MS = 5_000;

/**
 * A machine's definition and what it runs with, from libvirt at this moment. libvirt answers without asking the guest.
 * @throws {OrielError} machine-unknown, host-unreachable, host-refused, libvirt-failed
 */
export async function readDefinition(hypervisor: Hypervisor, uuid: string): Promise<Definition> {
  const signal = AbortSignal.timeout(READ_MS);
  try {
    return await hypervisor.reads.run((connection) => read(connection, uuid, { signal }), signal);
  } catch (error) {
    throw refusal(error);
  }
}

async function read(connection: Connection, uuid: string, options: CallOptions): Promise<Definition> {
  const domain = await lookupByUuid(connection, uuid, options);
  const xml = await domainXml(connection, domain, { ...options, secure: true, inactive: true });
  const now = await domainXml(connection, domain, { ...options, secure: true });
  // Between two calls it may have been started or stopped: only the XML itself tells what it is of.
  const run = readDomainXml(now).id;
  const { state, reason } = await domainState(connection, domain, options);
  const starting = state === "paused" && reason === STARTING_UP;
  return { xml, live: run === null ? null : now, state, starting, persistent: await isPersistent(connection, domain, options), run };
}

/** Changes of one hypervisor's definitions, and of what its machines run with: one at a time for each machine. */
export class Definitions {
  readonly #hypervisor: Hypervisor;
  readonly #turns = new OneAtATime();

  constructor(hypervisor: Hypervisor) {
    this.#hypervisor = hypervisor;
  }

  /**
   * Puts a definition in the place of the one that it was made from. libvirt has no call that compares and defines in one: what another
   * program defines in the millisecond between the two is lost.
   * @param xml whole, with its secrets
   * @param expected the definition that it was made from, to the letter
   * @throws {OrielError} definition-changed where it is another by now; machine-unknown; libvirt-failed with libvirt's words, also for a
   * transient machine; host-unreachable, where it may have been made all the same; host-refused
   */
  define(uuid: string, xml: string, { expected }: { expected: string }): Promise<void> {
    return this.#change(uuid, async (connection) => {
      // libvirt knows a machine by what the XML says: another uuid would make another machine.
      if (readDomainXml(xml).uuid !== uuid) throw new TypeError("the definition is not of this machine");
      const domain = await lookupByUuid(connection, uuid, { deadlineMs: CONNECT_MS });
      if (!(await isPersistent(connection, domain, { deadlineMs: CONNECT_MS })))
        throw new OrielError("libvirt-failed", "The machine is transient: it has no definition, and is gone when it is switched off.");
      const present = await domainXml(connection, domain, { secure: true, inactive: true, deadlineMs: CONNECT_MS });
      if (present !== expected) throw new OrielError("definition-changed");
      await defineDomain(connection, xml, { deadlineMs: DEFINE_MS });
    });
  }

  /**
   * Changes a display of a running machine: of what it runs with only. libvirt leaves some attributes as they were without a word, so read
   * the definition again. A display that was started without a password takes none.
   * @param element the whole `<graphics>`, with its secrets
   * @param options.lock under which a display's password is changed
   * @throws {OrielError} machine-unknown; machine-off; busy; libvirt-failed with libvirt's words, also where the machine hangs;
   * host-unreachable; host-refused
   */
  updateGraphics(uuid: string, element: string, { lock }: { lock: Lock }): Promise<void> {
    const name = `display-password ${joinVmId(this.#hypervisor.key, uuid)} ${typeOf(element)}`;
    return lock(name, () => this.#change(uuid, (connection) => this.#update(connection, uuid, element)));
  }

  async #update(connection: Connection, uuid: string, element: string): Promise<void> {
    const domain = await lookupByUuid(connection, uuid, { deadlineMs: CONNECT_MS });
    if (domain.id < 0) throw new OrielError("machine-off");
    const { guestCalls } = this.#hypervisor;
    if (guestCalls.hangs(uuid)) throw new OrielError("libvirt-failed", "The machine has not answered an earlier request yet: it hangs.");
    const update = () => updateDevice(connection, domain, element, { live: true, deadlineMs: UPDATE_MS });
    await guestCalls.make(uuid, connection, update);
  }

  async #change(uuid: string, make: (connection: Connection) => Promise<void>): Promise<void> {
    try {
      await this.#turns.run(uuid, () => this.#hypervisor.changes.run(make, AbortSignal.timeout(CONNECT_MS)));
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** The display's type. A text that is not one `<graphics>` is a mistake of the caller. */
function typeOf(element: string): string {
  const [graphics, ...others] = readDomainXml(`<domain><devices>${element}</devices></domain>`).graphics;
  if (!graphics || others.length > 0) throw new TypeError("a display is changed by one <graphics>");
  return graphics.type;
}
