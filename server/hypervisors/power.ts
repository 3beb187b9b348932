import type { PowerAction } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainState, lookupByUuid } from "#server/libvirt/domains.ts";
import { DeadlineError } from "#server/libvirt/error.ts";
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

/** The power switches of one hypervisor's machines: one change at a time for each machine. */
export class Power {
  readonly #hypervisor: Hypervisor;
  readonly #underWay = new Set<string>();

  constructor(hypervisor: Hypervisor) {
    this.#hypervisor = hypervisor;
  }

  /**
   * Does one thing to a machine's power and returns when libvirt has done it (a shutdown or reboot: has asked the guest).
   * @throws {OrielError} busy while another change of this machine is under way; machine-unknown; libvirt-failed with libvirt's words,
   * also where the machine did not answer in time; host-unreachable; host-refused
   */
  async change(uuid: string, action: PowerAction): Promise<void> {
    if (this.#underWay.has(uuid)) throw new OrielError("busy");
    this.#underWay.add(uuid);
    try {
      await this.#hypervisor.changes.run((connection) => change(connection, uuid, action), AbortSignal.timeout(CONNECT_MS));
    } catch (error) {
      throw refusal(error);
    } finally {
      this.#underWay.delete(uuid);
    }
  }
}

async function change(connection: Connection, uuid: string, action: PowerAction): Promise<void> {
  const domain = await lookupByUuid(connection, uuid, { deadlineMs: CONNECT_MS });
  const { make, deadlineMs } = changes[action];
  try {
    await make(connection, domain, { deadlineMs });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    const details = `The machine did not answer within ${deadlineMs / 1000} s. It may hang; what was asked for may still happen.`;
    throw new OrielError("libvirt-failed", details, { cause: error });
  }
}

async function resumeOrWake(connection: Connection, domain: DomainRef, options: CallOptions): Promise<void> {
  const { state } = await domainState(connection, domain, options);
  await (state === "pmsuspended" ? wakeDomain : resumeDomain)(connection, domain, options);
}
