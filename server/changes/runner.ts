import { setTimeout as sleep } from "node:timers/promises";
import type { VmId } from "#server/contract/vm.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import type { Lock } from "#server/hypervisors/display-password.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import type { Logger } from "#server/log.ts";
import type { Store } from "#server/store/open.ts";
import { go, type Seen } from "./change-machine.ts";
import { backOf, isReadable, type Job, withNote } from "./job.ts";
import { HELD_MS, type Jobs, Passed } from "./jobs.ts";
import { observe } from "./observe.ts";
import { runChange, type Verify } from "./run-change.ts";

/** Milliseconds between two looks for changes that nobody works on, and for machines that were started. */
const LOOK_MS = 5_000;

/** Milliseconds that the end of the process waits for what is under way; libvirt finishes it by itself. */
const LEAVE_MS = 2_000;

type Options = {
  store: Store;
  jobs: Jobs;
  fleet: Pick<Fleet, "subscribe" | "definition" | "define" | "updateGraphics" | "power">;
  verify: Verify;
  lock: Lock;
  log: Logger;
  pauseMs?: number;
  lookMs?: number;
};

/** Works on changes: those that are made here, those that a process has left that was killed, and those that have waited for a start. */
export class Runner {
  readonly #options: Options;
  readonly #jobs: Jobs;
  readonly #ending = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #stop: (() => void)[] = [];
  #looking: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    this.#jobs = options.jobs;
  }

  start(): void {
    const { fleet, store, lookMs = LOOK_MS } = this.#options;
    const timer = setInterval(() => this.#look(), lookMs).unref();
    const unlisten = store.onChange(() => void this.#hearOfFailedStarts());
    this.#stop = [unlisten, () => clearInterval(timer), fleet.subscribe((changes) => void this.#hear(changes.vms))];
    this.#look();
  }

  async close(): Promise<void> {
    for (const stop of this.#stop.splice(0)) stop();
    this.#ending.abort();
    const all = Promise.all([this.#looking, ...this.#running.values()]);
    await Promise.race([all, sleep(LEAVE_MS, undefined, { ref: false })]);
  }

  /** Works on a change that is this process's own, until it is over or the process ends. */
  run(job: Job): void {
    const done = this.#work(job).finally(() => this.#running.delete(job.id));
    this.#running.set(job.id, done);
  }

  /**
   * Powers a machine off and on for the change that it has not been started with.
   * @returns the change; null where there is none, or the definition is another by now
   * @throws {OrielError} change-under-way
   */
  async restart(vm: VmId, definition: Definition): Promise<string | null> {
    const job = await this.#jobs.unstarted(vm);
    if (!job) return null;
    const seen = observe(job, definition);
    if (!seen.isOurs) {
      await this.#jobs.giveUpWaiting(job.id);
      return null;
    }
    const whileOn = hasStarted(job, seen) ? "verify" : "power-off";
    await this.#wake({
      ...job,
      cursor: go(job.cursor, seen.run === null ? "start" : whileOn, { restart: true, waits: false, oldRun: seen.run }),
    });
    return job.id;
  }

  async startFailed(vm: VmId, error: unknown): Promise<void> {
    if (!isOrielError(error) || error.code !== "libvirt-failed") return;
    const job = await this.#jobs.unstarted(vm);
    if (!job || backOf(job) === null) return;
    const seen = observe(job, await this.#options.fleet.definition(vm));
    if (seen.run !== null || !seen.isOurs) return;
    const cursor = go(job.cursor, "undo");
    await this.#wake({ ...withNote(job, { step: "start", state: "failed", error }), cursor });
  }

  async #wake(job: Job): Promise<void> {
    await this.#jobs.wake(job);
    this.run(job);
  }

  /** Looks for what should be worked on; one look at a time. */
  #look(): void {
    this.#looking = this.#looking.then(async () => {
      try {
        for (let job = await this.#takeUp(); job; job = await this.#takeUp()) this.run(job);
        await this.#hearOfFailedStarts();
        await this.#lookAfter(await this.#jobs.unstartedMachines());
      } catch (error) {
        this.#options.log.warn({ err: error }, "changes could not be looked after");
      }
    });
  }

  async #takeUp(): Promise<Job | null> {
    return this.#ending.signal.aborted ? null : this.#jobs.takeUp();
  }

  /** What the relay could not start. Where it cannot be seen to now, the next look comes back to it. */
  async #hearOfFailedStarts(): Promise<void> {
    try {
      for (const { vm, words } of await this.#jobs.failedStarts()) {
        await this.startFailed(vm, new OrielError("libvirt-failed", words));
        await this.#jobs.forgetFailedStart(vm);
      }
    } catch (error) {
      this.#options.log.warn({ err: error }, "a start that failed could not be seen to");
    }
  }

  async #hear(changed: readonly { id: VmId }[]): Promise<void> {
    const ids = new Set(changed.map(({ id }) => id));
    const unstarted = await this.#jobs.unstartedMachines().catch(() => []);
    await this.#lookAfter(unstarted.filter((vm) => ids.has(vm)));
  }

  /** Sees whether machines have been started with the changes that wait for it. */
  async #lookAfter(vms: readonly VmId[]): Promise<void> {
    for (const vm of vms) {
      if (this.#ending.signal.aborted) return;
      await this.#lookAfterOne(vm).catch((error) => {
        const known =
          isOrielError(error) &&
          (error.code === "change-under-way" || error.code === "host-unreachable" || error.code === "machine-unknown");
        if (!known) this.#options.log.warn({ err: error, vm }, "a change that waits for a start could not be looked after");
      });
    }
  }

  async #lookAfterOne(vm: VmId): Promise<void> {
    const job = await this.#jobs.unstarted(vm);
    if (!job) return;
    const definition = await this.#options.fleet.definition(vm);
    if (definition.starting) return;
    const seen = observe(job, definition);
    if (!seen.isOurs) return this.#jobs.giveUpWaiting(job.id);
    if (!hasStarted(job, seen)) return;
    await this.#wake({ ...job, cursor: go(job.cursor, "verify", { waits: false }) });
  }

  async #work(job: Job): Promise<void> {
    const { log, fleet, verify, lock, pauseMs } = this.#options;
    const lost = new AbortController();
    const signal = AbortSignal.any([this.#ending.signal, lost.signal]);
    const holding = setInterval(() => void this.#hold(job.id).then((held) => held || lost.abort()), HELD_MS / 4);
    try {
      if (!isReadable(job)) throw new OrielError("change-not-restorable");
      const machines = fleet;
      const save: Parameters<typeof runChange>[1]["save"] = (now, options) => this.#jobs.save(now, options);
      const over = await runChange(job, { machines, verify, lock, save, signal, ...(pauseMs !== undefined && { pauseMs }) });
      const { phase, state } = over.cursor;
      if (phase === "over") log.info({ change: job.id, vm: job.vm, state }, `a change of a definition: ${state}`);
      else if (!lost.signal.aborted) await this.#jobs.release(job.id);
    } catch (error) {
      await this.#broke(job, error);
    } finally {
      clearInterval(holding);
    }
  }

  /** What cannot be kept now is left to whoever takes the change up next. */
  async #broke(job: Job, error: unknown): Promise<void> {
    const { log } = this.#options;
    if (this.#ending.signal.aborted) return;
    if (error instanceof Passed) return log.warn({ change: job.id }, "a change has passed to another process");
    log.error({ err: error, change: job.id, vm: job.vm }, "a change of a definition broke off");
    if (isOrielError(error) && error.code === "store-unavailable") return;
    const present = await this.#jobs.own(job.id).catch(() => null);
    if (!present) return;
    const step = present.steps.at(-1)?.step ?? "check";
    const noted = withNote(present, { step, state: "failed", error: isOrielError(error) ? error : new OrielError("internal") });
    const cursor = { ...present.cursor, phase: "over", state: "failed" } as const;
    await this.#jobs.save({ ...noted, cursor }).catch((again) => log.error({ err: again }, "a change could not be ended"));
  }

  /** A store that is busy is no reason to stop: only a change that another process has is lost. */
  #hold(id: string): Promise<boolean> {
    return this.#jobs.hold(id).catch(() => true);
  }
}

/** Whether the machine was started with a change since. One whose memory had been saved runs on with what it had. */
function hasStarted({ cursor }: Job, { run, waits }: Seen): boolean {
  return run !== null && run !== cursor.oldRun && !waits;
}
