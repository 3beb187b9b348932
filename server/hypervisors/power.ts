import type { PowerAction } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainState, lookupByUuid } from "#server/libvirt/domains.ts";
import {
  createDomain,
  destroyDomain,
  rebootDomain,
  resetDomain,
  resumeDomain,
  shutdownDomain,
  suspendDomain,
  wakeDomain,
} from "#server/libvirt/lifecycle.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";

type Change = (connection: Connection, domain: DomainRef, options: CallOptions) => Promise<unknown>;

/** A start may have to read a saved machine's whole memory, and takes its time where storage is slow. */
const START_DEADLINE_MS = 120_000;
/** libvirt itself waits up to 15 s for QEMU to die before it kills it, and as long again after. */
const FORCE_OFF_DEADLINE_MS = 45_000;
const DEADLINE_MS = 15_000;
/** Milliseconds to wait for a connection to make the change on. */
const CONNECT_MS = 5_000;

const changes: Record<PowerAction, { make: Change; deadlineMs: number }> = {
  start: { make: createDomain, deadlineMs: START_DEADLINE_MS },
  shutdown: { make: shutdownDomain, deadlineMs: DEADLINE_MS },
  reboot: { make: rebootDomain, deadlineMs: DEADLINE_MS },
  reset: { make: resetDomain, deadlineMs: DEADLINE_MS },
  "force-off": { make: destroyDomain, deadlineMs: FORCE_OFF_DEADLINE_MS },
  pause: { make: suspendDomain, deadlineMs: DEADLINE_MS },
  resume: { make: resumeOrWake, deadlineMs: DEADLINE_MS },
};

/** Milliseconds after which a change that is under way no longer keeps the machine from being forced off. */
const PATIENCE_MS = 5_000;

/** The power switches of one hypervisor's machines: one change at a time for each machine. */
export class Power {
  readonly #hypervisor: Hypervisor;
  /** When the change that is under way began. */
  readonly #underWay = new Map<string, { since: number }>();

  constructor(hypervisor: Hypervisor) {
    this.#hypervisor = hypervisor;
  }

  /**
   * Does one thing to a machine's power and returns when libvirt has done it (a shutdown or reboot: has asked the guest). A machine whose
   * change has been under way for 5 s may be forced off all the same.
   * @throws {OrielError} busy while another change of this machine is under way; machine-unknown; libvirt-failed with libvirt's words,
   * also where the machine did not answer in time; host-unreachable; host-refused
   */
  async change(uuid: string, action: PowerAction): Promise<void> {
    const present = this.#underWay.get(uuid);
    const own = { since: performance.now() };
    if (present && !(action === "force-off" && own.since - present.since > PATIENCE_MS)) throw new OrielError("busy");
    if (action !== "force-off" && this.#hypervisor.guestCalls.hangs(uuid))
      throw new OrielError("libvirt-failed", "The machine has not answered an earlier request yet: it hangs. It can be forced off.");
    this.#underWay.set(uuid, own);
    try {
      await this.#hypervisor.changes.run((connection) => this.#make(connection, uuid, action), AbortSignal.timeout(CONNECT_MS));
    } catch (error) {
      throw refusal(error);
    } finally {
      if (this.#underWay.get(uuid) === own) this.#underWay.delete(uuid);
    }
  }

  async #make(connection: Connection, uuid: string, action: PowerAction): Promise<void> {
    const domain = await lookupByUuid(connection, uuid, { deadlineMs: CONNECT_MS });
    const { make, deadlineMs } = changes[action];
    await this.#hypervisor.guestCalls.make(uuid, connection, () => make(connection, domain, { deadlineMs }));
  }
}

async function resumeOrWake(connection: Connection, domain: DomainRef, options: CallOptions): Promise<void> {
  const { state } = await domainState(connection, domain, options);
  await (state === "pmsuspended" ? wakeDomain : resumeDomain)(connection, domain, options);
}
