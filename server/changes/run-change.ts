import { setTimeout as sleep } from "node:timers/promises";
import type { VmId } from "#server/contract/vm.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import type { Lock } from "#server/hypervisors/display-password.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import { type Act, afterAct, decide, type Note, type Outcome, type Seen, stepOf } from "./change-machine.ts";
import { consolesOf } from "./consoles-of.ts";
import { backOf, type Job, withNote } from "./job.ts";
import type { SaveOptions } from "./jobs.ts";
import { observe, toBeMadeLive } from "./observe.ts";
import type { StepReport } from "./verify/verify-console.ts";

/** What a change does to machines. */
export type ChangeMachines = Pick<Fleet, "definition" | "define" | "updateGraphics" | "power">;

/** A console of a machine that runs, to be opened as people open it. */
export type OpenedConsole = { vm: VmId; run: number; xml: string; protocol: "vnc" | "spice" | "serial" };

/** Opens a console and says what was seen at each step. @returns whether it came */
export type Verify = (console: OpenedConsole, report: StepReport) => Promise<boolean>;

export type Surroundings = {
  machines: ChangeMachines;
  verify: Verify;
  /** Under which a display's password is changed. */
  lock: Lock;
  /**
   * Keeps where the change stands, as {@link Jobs.save} does: once this resolves it outlives the process.
   * @throws where the change has passed to another process: nothing more may be done
   */
  save(job: Job, options?: SaveOptions): Promise<void>;
  /** Aborted when the process ends: what is under way is left to the next one. */
  signal: AbortSignal;
  /** Milliseconds until something is tried again that nobody answered. */
  pauseMs?: number;
};

/** How often an act that was done without effect is done. */
const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * Works on a change until it is over, however often its process is killed meanwhile: before each thing it looks at the machine, and where
 * the change stands is kept after each.
 */
export async function runChange(start: Job, around: Surroundings): Promise<Job> {
  const run = new Run(start, around);
  while (run.job.cursor.phase !== "over" && !around.signal.aborted) await run.goOn();
  return run.job;
}

class Run {
  job: Job;
  readonly #around: Surroundings;
  #last: Act | null = null;
  #tries = 0;

  constructor(job: Job, around: Surroundings) {
    this.job = job;
    this.#around = around;
  }

  async goOn(): Promise<void> {
    const definition = await this.#look();
    if (!definition) return;
    const seen = observe(this.job, definition);
    const move = decide(this.job.cursor, seen);
    if (!("act" in move)) return this.#move(move, definition);
    const outcome = await this.#perform(move.act, definition, seen);
    if (outcome) await this.#move(afterAct(this.job.cursor, move.act, outcome), definition);
  }

  /** The machine as it is; null where nobody answers or it is just being started, after a while. */
  async #look(): Promise<Definition | null> {
    try {
      const definition = await this.#around.machines.definition(this.job.vm);
      if (!definition.starting) return definition;
      await this.#pause();
      return null;
    } catch (error) {
      if (isOrielError(error) && error.code === "machine-unknown") await this.#end(error);
      else await this.#pause();
      return null;
    }
  }

  /** @returns null where nobody knows how it went */
  async #perform(act: Act, definition: Definition, seen: Seen): Promise<Outcome | null> {
    if (act === "verify") return { ok: true, came: await this.#verify(definition) };
    this.#tries = act === this.#last ? this.#tries + 1 : 1;
    this.#last = act;
    if (this.#tries > TRIES) return { ok: false, error: new OrielError("libvirt-failed", "It was done, and nothing came of it."), seen };
    await this.#save(withNote(this.job, { step: stepOf[act], state: "under-way" }));
    try {
      await this.#do(act, definition);
      return { ok: true };
    } catch (error) {
      const afterwards = isUnanswered(error) ? null : await this.#look();
      if (afterwards) return { ok: false, error: asOriel(error), seen: observe(this.job, afterwards) };
      this.#last = null;
      await this.#pause();
      return null;
    }
  }

  async #do(act: Exclude<Act, "verify">, { xml, live }: Definition): Promise<void> {
    const { machines, lock } = this.#around;
    const { vm, next, before } = this.job;
    const define = (definition: string | null) => machines.define(vm, definition ?? xml, { expected: xml });
    switch (act) {
      case "define":
        return define(next);
      case "undo":
        return define(backOf(this.job));
      case "take-back":
        return define(before);
      case "power-off":
        return machines.power(vm, "force-off");
      case "start":
      case "start-again":
        return machines.power(vm, "start");
      case "live":
        for (const element of toBeMadeLive(this.job, xml, live ?? "")) await machines.updateGraphics(vm, element, { lock });
    }
  }

  /** Opens every display of the machine, or its serial line where it has none, and writes down what was seen. */
  async #verify({ live, run }: Definition): Promise<boolean> {
    const { verify } = this.#around;
    if (live === null || run === null) {
      await this.#save(withNote(this.job, { step: "dial", state: "failed", error: new OrielError("machine-off") }));
      return false;
    }
    let came = true;
    for (const protocol of consolesOf(live)) {
      let saving = this.#save(withNote(this.job, { step: protocol === "serial" ? "serial" : "dial", protocol, state: "under-way" }));
      const report: StepReport = (step, state, error) => {
        const job = withNote(this.job, { step, protocol, state, error });
        saving = saving.then(() => this.#save(job));
        saving.catch(() => {});
        this.job = job;
      };
      const opened = await verify({ vm: this.job.vm, run, xml: live, protocol }, report);
      await saving;
      came &&= opened;
    }
    return came;
  }

  async #move({ cursor, notes, keep }: { cursor: Job["cursor"]; notes: Note[]; keep?: boolean }, { xml }: Definition): Promise<void> {
    const job = notes.reduce(withNote, { ...this.job, cursor, ...(keep && { after: xml }) });
    if (cursor.phase !== this.job.cursor.phase) this.#last = null;
    await this.#save(job, { read: keep === true, replaces: keep === true && cursor.phase === "settle" });
  }

  async #end(error: OrielError): Promise<void> {
    const step = this.job.steps.at(-1)?.step ?? "check";
    const job = withNote(this.job, { step, state: "failed", error });
    await this.#save({ ...job, cursor: { ...job.cursor, phase: "over", state: "failed", unstarted: false } });
  }

  async #save(job: Job, options?: SaveOptions): Promise<void> {
    this.job = job;
    await this.#around.save(job, options);
  }

  async #pause(): Promise<void> {
    const { pauseMs = PAUSE_MS, signal } = this.#around;
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** Whether it is not known if something was done: the hypervisor did not answer, or the machine was busy with something else. */
function isUnanswered(error: unknown): boolean {
  return isOrielError(error) && (error.code === "host-unreachable" || error.code === "busy");
}

function asOriel(error: unknown): OrielError {
  return isOrielError(error) ? error : new OrielError("internal", undefined, { cause: error });
}
