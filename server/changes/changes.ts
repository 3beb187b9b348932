import type { applyRequest, ChangeRecord, DisplayState, RestorePlan, restoreRequest } from "#server/contract/display-change.ts";
import type { DiffLine, DisplayPlan, displayChange } from "#server/contract/display-plan.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { z } from "#server/contract/zod.ts";
import { OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import type { Lock } from "#server/hypervisors/display-password.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import type { Logger } from "#server/log.ts";
import type { Store } from "#server/store/open.ts";
import { begin, type Cursor, go } from "./change-machine.ts";
import { History } from "./history.ts";
import { backOf } from "./job.ts";
import { Jobs, type NewJob } from "./jobs.ts";
import { describeChanges } from "./plan/describe.ts";
import { fingerprint } from "./plan/fingerprint.ts";
import { pendingChanges } from "./plan/pending.ts";
import { readSettings } from "./plan/read-settings.ts";
import { diffOf } from "./plan/xml-diff.ts";
import { Planner } from "./planner.ts";
import type { Verify } from "./run-change.ts";
import { Runner } from "./runner.ts";
import type { Seal } from "./seal.ts";

/** What changes need of the hypervisors. */
export type ChangeFleet = Pick<
  Fleet,
  "vm" | "vms" | "subscribe" | "definition" | "define" | "updateGraphics" | "power" | "displayOptions" | "gpus"
>;

export type ChangesOptions = {
  store: Store;
  fleet: ChangeFleet;
  verify: Verify;
  /** Under which displays' passwords are changed, by the relay too. */
  lock: Lock;
  seal: Seal;
  log: Logger;
  /** Milliseconds between two tries of what nobody answers, and between two looks for machines that were started. */
  pauseMs?: number;
  lookMs?: number;
};

/** The display editor's changes of machines' definitions: what they would do, the jobs that make them, and what was. */
export class Changes {
  readonly #fleet: ChangeFleet;
  readonly #history: History;
  readonly #jobs: Jobs;
  readonly #planner: Planner;
  readonly #runner: Runner;

  constructor({ store, fleet, seal, ...options }: ChangesOptions) {
    this.#fleet = fleet;
    this.#history = new History(store, seal);
    this.#jobs = new Jobs(store, seal);
    this.#planner = new Planner(fleet);
    this.#runner = new Runner({ ...options, store, fleet, jobs: this.#jobs });
  }

  /** Goes on with what an earlier process has left, and from now on sees to what waits for a start. */
  start(): void {
    this.#runner.start();
  }

  /** Leaves what is under way to the next process. */
  close(): Promise<void> {
    return this.#runner.close();
  }

  /** @throws {OrielError} as {@link Fleet.definition} does */
  async state(vm: VmId): Promise<DisplayState> {
    const [{ xml, live, persistent }, options] = await Promise.all([this.#fleet.definition(vm), this.#fleet.displayOptions(vm)]);
    return {
      base: fingerprint(xml),
      settings: readSettings(xml),
      options,
      running: live !== null,
      persistent,
      pending: live === null ? [] : pendingChanges(xml, live),
      history: await this.#history.list(vm),
    };
  }

  /** @throws {OrielError} definition-changed, not-persistent, and as {@link Fleet.definition} does */
  async plan(vm: VmId, change: z.output<typeof displayChange>): Promise<DisplayPlan> {
    return (await this.#planner.plan(vm, change)).plan;
  }

  /**
   * Begins to make a change that was planned. It goes on by itself, also in another process.
   * @throws {OrielError} definition-changed where the plan would be another by now; change-refused; change-under-way; not-persistent
   */
  async apply(vm: VmId, request: z.output<typeof applyRequest>, personId: string): Promise<ChangeRecord> {
    const { plan, xml, definition } = await this.#planner.plan(vm, request);
    if (plan.problems.length > 0) throw new OrielError("change-refused", plan.problems.map(inWords).join("; "));
    if (plan.unchanged) throw new OrielError("change-refused", "There is nothing to change.");
    if (plan.next !== request.next) throw new OrielError("definition-changed");
    const cursor = begin("change", request);
    return this.#add(vm, { cursor, changes: plan.changes, next: xml, definition, personId });
  }

  /** @throws {OrielError} change-unknown */
  record(vm: VmId, id: string): Promise<ChangeRecord> {
    return this.#history.record(vm, id);
  }

  /** What a change has made of the definition. @throws {OrielError} change-unknown, change-not-restorable */
  async diff(vm: VmId, id: string): Promise<DiffLine[]> {
    const { before, after } = await this.#history.definitions(vm, id);
    return diffOf(before, after);
  }

  /** @throws {OrielError} change-unknown, change-not-restorable, not-persistent */
  async restorePlan(vm: VmId, id: string): Promise<RestorePlan> {
    const { before } = await this.#history.definitions(vm, id);
    const { xml, live } = await this.#planner.persistent(vm);
    return {
      base: fingerprint(xml),
      next: fingerprint(before),
      unchanged: xml === before,
      changes: describeChanges(xml, before, live),
      diff: diffOf(xml, before),
    };
  }

  /**
   * Begins to go back to the definition from before a change.
   * @throws {OrielError} change-unknown; change-not-restorable; definition-changed; change-refused; change-under-way; not-persistent
   */
  async restore(vm: VmId, id: string, request: z.output<typeof restoreRequest>, personId: string): Promise<ChangeRecord> {
    const { before: next } = await this.#history.definitions(vm, id);
    const definition = await this.#planner.persistent(vm);
    if (fingerprint(definition.xml) !== request.base || fingerprint(next) !== request.next) throw new OrielError("definition-changed");
    if (definition.xml === next) throw new OrielError("change-refused", "There is nothing to change.");
    const cursor = begin("restore", request);
    return this.#add(vm, { cursor, changes: describeChanges(definition.xml, next, definition.live), next, definition, personId });
  }

  /**
   * Begins to power a machine off and on, so that what waits for it counts; one that is off is started.
   * @throws {OrielError} change-under-way; not-persistent
   */
  async restart(vm: VmId, personId: string): Promise<ChangeRecord> {
    const definition = await this.#planner.persistent(vm);
    const waiting = await this.#runner.restart(vm, definition);
    if (waiting) return this.#history.record(vm, waiting);
    const cursor: Cursor = {
      kind: "power-cycle",
      phase: "over",
      state: "restarting",
      restart: true,
      waits: false,
      oldRun: null,
      unstarted: false,
    };
    const { live, xml, run } = definition;
    const changes = live === null ? [] : pendingChanges(xml, live);
    return this.#begin(vm, {
      vm,
      cursor: go(cursor, run === null ? "start" : "power-off", { oldRun: run }),
      changes,
      before: null,
      next: null,
      back: null,
      personId,
    });
  }

  /** The passwords of the definition's displays, by their places. @throws {OrielError} as {@link Fleet.definition} does */
  async reveal(vm: VmId): Promise<{ key: number; password: string }[]> {
    const { xml } = await this.#fleet.definition(vm);
    return readDomainXml(xml).graphics.flatMap(({ password }, key) => (password === null ? [] : [{ key, password }]));
  }

  /** A start that somebody asked for has failed. Where the machine has a change that it was not started with yet, it is undone. */
  startFailed(vm: VmId, error: unknown): Promise<void> {
    return this.#runner.startFailed(vm, error);
  }

  /** Machines with a change that waits for power-off and on. */
  waitingMachines(): Promise<VmId[]> {
    return this.#history.waitingMachines();
  }

  async #add(
    vm: VmId,
    {
      cursor,
      changes,
      next,
      definition,
      personId,
    }: { cursor: Cursor; changes: DisplayPlan["changes"]; next: string; definition: Definition; personId: string },
  ): Promise<ChangeRecord> {
    const earlier = await this.#jobs.unstarted(vm);
    const back = earlier && earlier.after === definition.xml ? backOf(earlier) : null;
    return this.#begin(vm, { vm, cursor, changes, before: definition.xml, next, back, personId });
  }

  async #begin(vm: VmId, job: NewJob): Promise<ChangeRecord> {
    const id = await this.#jobs.add(job);
    const record = await this.#history.record(vm, id);
    this.#runner.run(await this.#jobs.own(id));
    return record;
  }
}

function inWords({ code, path }: { code: string; path: readonly (string | number)[] }): string {
  return path.length === 0 ? code : `${path.join(".")}: ${code}`;
}
