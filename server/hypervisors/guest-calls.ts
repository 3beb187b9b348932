import { setTimeout as sleep } from "node:timers/promises";
import { OrielError } from "#server/errors.ts";
import { DeadlineError } from "#server/libvirt/error.ts";

/** Milliseconds that a daemon needs to give a call to a worker, on a loaded machine too. */
const PICKED_UP_MS = 100;

/** What tells whether a call that was given up has been answered since. */
type Hanging = { readonly stalled: boolean };

/**
 * The calls to one hypervisor that wait for a guest, and so hang with it. Each that hangs holds one of the daemon's workers, until the
 * guest answers or ends; nothing that a client does frees it.
 *
 * libvirt (9.0, src/util/virthreadpool.c) begins with 5 workers and grows to 20 by comparing two unsigned counters,
 * `freeWorkers - jobQueueDepth <= 0`: when a second call comes before the worker that was added for the first has begun, the
 * difference wraps round, no worker is added, and if the first call hangs every later call waits for it, to whatever guest it goes. So
 * calls begin one after the other, and no guest is asked while an earlier question to it hangs.
 */
export class GuestCalls {
  readonly #hanging = new Map<string, Hanging>();
  #gate: Promise<void> = Promise.resolve();

  /** Whether a call to this guest was given up and is still not answered. */
  hangs(uuid: string): boolean {
    const known = this.#hanging.get(uuid);
    if (known && !known.stalled) this.#hanging.delete(uuid);
    return known?.stalled ?? false;
  }

  /** How many guests hang. */
  get count(): number {
    return [...this.#hanging.keys()].filter((uuid) => this.hangs(uuid)).length;
  }

  /**
   * Makes a call when its turn has come: the one before it was answered, or has surely been picked up.
   * @param connection carries this call only
   * @throws {OrielError} libvirt-failed where the call's deadline passes; the guest then counts as hanging
   */
  async make<T>(uuid: string, connection: Hanging, call: () => Promise<T>): Promise<T> {
    const before = this.#gate;
    const turn = Promise.withResolvers<void>();
    this.#gate = turn.promise;
    await before;
    const pickedUp = sleep(PICKED_UP_MS, undefined, { ref: false });
    try {
      const answer = call();
      void Promise.race([pickedUp, answer.catch(() => {})]).then(() => turn.resolve());
      return await answer;
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      this.#hanging.set(uuid, connection);
      throw new OrielError("libvirt-failed", `The machine did not answer in time; it may hang (${error.message}).`, { cause: error });
    }
  }
}
