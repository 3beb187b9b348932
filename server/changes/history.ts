import { randomUUID } from "node:crypto";
import { type Selectable, type SqlBool, sql, type Transaction } from "kysely";
import type { ChangeRecord, ChangeState } from "#server/contract/display-change.ts";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import type { Schema } from "#server/store/schema.ts";
import { isUniqueViolation } from "#server/store/sqlite.ts";
import type { Cursor, Phase } from "./change-machine.ts";
import type { Job } from "./job.ts";
import type { Seal } from "./seal.ts";
import { noted } from "./steps.ts";

/** How many changes of a machine are kept, with the definitions from before them. */
const KEPT = 50;
/** Milliseconds for which a process that works on a change has it for itself, by the store's clock; it asks for more in time. */
export const HELD_MS = 10_000;

type Row = Selectable<Schema["change"]>;
type Definitions = "before" | "next" | "after" | "back";

/** A change to be made. */
export type NewJob = Pick<Job, "vm" | "cursor" | "changes" | "before" | "next" | "back"> & { personId: string };

export type SaveOptions = { read?: boolean; replaces?: boolean };

/** Every machine's changes, in the store: what is under way, what waits for a start, and what was. */
export class History {
  readonly #store: Store;
  readonly #seal: Seal;
  /** Who works on changes: this process. */
  readonly #runner = randomUUID();

  constructor(store: Store, seal: Seal) {
    this.#store = store;
    this.#seal = seal;
  }

  /** Newest first. */
  async list(vm: VmId): Promise<ChangeRecord[]> {
    return (await this.#rows().where("vm", "=", vm).orderBy("number", "desc").execute()).map((row) => this.#record(row));
  }

  /** @throws {OrielError} change-unknown */
  async record(vm: VmId, id: string): Promise<ChangeRecord> {
    return this.#record(await this.#row(vm, id));
  }

  /**
   * The definitions of a change; `after` is as it was asked for where libvirt's own text was not read.
   * @throws {OrielError} change-unknown; change-not-restorable where there are none, or they cannot be read
   */
  async definitions(vm: VmId, id: string): Promise<{ before: string; after: string }> {
    const row = await this.#row(vm, id);
    const before = this.#open(row, "before");
    const after = this.#open(row, "after") ?? this.#open(row, "next");
    if (before === null || after === null) throw new OrielError("change-not-restorable");
    return { before, after };
  }

  /**
   * Puts a change down, this process's own to work on.
   * @throws {OrielError} change-under-way where another of the machine is
   */
  async add({ vm, cursor, changes, before, next, back, personId }: NewJob): Promise<string> {
    const id = randomUUID();
    const sealed = (name: Definitions, text: string | null) => (text === null ? null : this.#seal.close(text, place(id, name)));
    const values = {
      ...columnsOf(cursor),
      id,
      vm,
      kind: cursor.kind,
      personId,
      createdAt: this.#store.now,
      endedAt: null,
      steps: JSON.stringify(noted([], { step: "check", state: "ok" })),
      changes: JSON.stringify(changes),
      before: sealed("before", before),
      next: sealed("next", next),
      after: null,
      back: sealed("back", back),
      runner: this.#runner,
      runnerUntil: this.#ahead(),
    };
    await oneAtATime(() => this.#store.db.insertInto("change").values(values).execute());
    return id;
  }

  /** The change that a machine has not been started with yet, where there is one and nobody works on it. */
  async unstarted(vm: VmId): Promise<(Job & { personId: string }) | null> {
    const row = await this.#rows().where("vm", "=", vm).where("unstarted", "=", 1).where("active", "=", 0).executeTakeFirst();
    return row ? { ...this.#job(row), personId: row.personId } : null;
  }

  /** Machines with a change that they have not been started with. */
  async unstartedMachines(): Promise<VmId[]> {
    const rows = this.#store.db.selectFrom("change").select("vm").where("unstarted", "=", 1).where("active", "=", 0);
    return (await rows.execute()).map(({ vm }) => vm);
  }

  /** Machines that the relay could not start with a change, and what libvirt said. */
  async failedStarts(): Promise<{ vm: VmId; words: string }[]> {
    const failed = this.#store.db.selectFrom("change").select(["vm", "startError"]).where("startError", "is not", null);
    return (await failed.execute()).map(({ vm, startError }) => ({ vm, words: startError ?? "" }));
  }

  /** It has been seen to. */
  async forgetFailedStart(vm: VmId): Promise<void> {
    await this.#store.db.updateTable("change").set({ startError: null }).where("vm", "=", vm).where("startError", "is not", null).execute();
  }

  /** Machines with a change that waits for power-off and on. */
  async waitingMachines(): Promise<VmId[]> {
    return (await this.#store.db.selectFrom("change").select("vm").where("state", "=", "waiting").execute()).map(({ vm }) => vm);
  }

  /**
   * Takes up a change that has rested since it was made.
   * @throws {OrielError} change-under-way where another of the machine is, or it has been taken up by somebody else
   */
  async wake({ id, cursor, steps }: Pick<Job, "id" | "cursor" | "steps">): Promise<void> {
    const mine = { runner: this.#runner, runnerUntil: this.#ahead() };
    const values = { ...columnsOf(cursor), ...mine, endedAt: null, steps: JSON.stringify(steps) };
    const woken = await oneAtATime(() =>
      this.#store.db
        .updateTable("change")
        .set(values)
        .where("id", "=", id)
        .where("active", "=", 0)
        .where("unstarted", "=", 1)
        .returning("id")
        .executeTakeFirst(),
    );
    if (!woken) throw new OrielError("change-under-way");
  }

  /** No longer looks for the machine's start: the definition has become another. */
  async giveUpWaiting(id: string): Promise<void> {
    await this.#store.db.transaction().execute((trx) => this.#replaced(trx, sql`${sql.ref("id")} = ${id}`));
  }

  /** A change that nobody works on and somebody should, now this process's own; null where there is none. */
  async takeUp(): Promise<Job | null> {
    const { db, now } = this.#store;
    const orphan = db.selectFrom("change").select("id").where("active", "=", 1).where("runnerUntil", "<=", now).limit(1);
    const row = await db
      .updateTable("change")
      .set({ runner: this.#runner, runnerUntil: this.#ahead() })
      .where("id", "in", orphan)
      .returningAll()
      .executeTakeFirst();
    return row ? this.#job(row) : null;
  }

  /** The job of a change that is this process's own. */
  async own(id: string): Promise<Job> {
    return this.#job(await this.#rows().where("change.id", "=", id).where("runner", "=", this.#runner).executeTakeFirstOrThrow());
  }

  /** Keeps a change this process's own for longer. @returns false where it is no more */
  async hold(id: string): Promise<boolean> {
    const held = this.#mine(id).set({ runnerUntil: this.#ahead() }).returning("id");
    return (await held.executeTakeFirst()) !== undefined;
  }

  /** Leaves a change to whoever comes next. */
  async release(id: string): Promise<void> {
    await this.#mine(id).set({ runnerUntil: this.#store.now }).execute();
  }

  /**
   * Keeps where a change stands.
   * @param options.read whether the definition was read that libvirt made of it
   * @param options.replaces whether the machine's next start is with this one, and no longer with an earlier one that waits for it
   * @throws {Passed} where another process works on it by now
   */
  async save(job: Job, { read = false, replaces = false }: SaveOptions = {}): Promise<void> {
    const over = job.cursor.phase === "over";
    await this.#store.db.transaction().execute(async (trx) => {
      if (replaces) await this.#replaced(trx, sql`${sql.ref("vm")} = ${job.vm} and ${sql.ref("id")} <> ${job.id}`);
      const saved = await trx
        .updateTable("change")
        .set({
          ...columnsOf(job.cursor),
          steps: JSON.stringify(job.steps),
          ...(read && { after: this.#seal.close(job.after ?? "", place(job.id, "after")) }),
          endedAt: over && job.cursor.state !== "waiting" ? this.#store.now : null,
          ...(over && { runner: null, runnerUntil: null }),
        })
        .where("id", "=", job.id)
        .where("runner", "=", this.#runner)
        .returning("id")
        .executeTakeFirst();
      if (!saved) throw new Passed();
    });
    if (over) await this.#prune(job.vm);
  }

  async #replaced(trx: Transaction<Schema>, which: ReturnType<typeof sql<SqlBool>>): Promise<void> {
    const state = sql<ChangeState>`case state when 'waiting' then 'replaced' else state end`;
    await trx
      .updateTable("change")
      .set({ state, unstarted: 0, endedAt: this.#store.now })
      .where("unstarted", "=", 1)
      .where("active", "=", 0)
      .where(which)
      .execute();
  }

  async #prune(vm: VmId): Promise<void> {
    const { db } = this.#store;
    const newest = db.selectFrom("change").select("number").where("vm", "=", vm).orderBy("number", "desc").limit(KEPT);
    await db
      .deleteFrom("change")
      .where("vm", "=", vm)
      .where("active", "=", 0)
      .where("unstarted", "=", 0)
      .where("number", "not in", newest)
      .execute();
  }

  #rows() {
    return this.#store.db.selectFrom("change").leftJoin("user", "user.id", "change.personId").selectAll("change").select("user.name as by");
  }

  async #row(vm: VmId, id: string) {
    const row = await this.#rows().where("change.vm", "=", vm).where("change.id", "=", id).executeTakeFirst();
    if (!row) throw new OrielError("change-unknown");
    return row;
  }

  #mine(id: string) {
    return this.#store.db.updateTable("change").where("id", "=", id).where("runner", "=", this.#runner).where("active", "=", 1);
  }

  #ahead() {
    return sql<number>`${this.#store.now} + ${HELD_MS}`;
  }

  #record(row: Row & { by: string | null }): ChangeRecord {
    return {
      id: row.id,
      kind: row.kind,
      by: row.by ?? "",
      at: new Date(row.createdAt).toISOString(),
      endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
      state: row.state,
      steps: JSON.parse(row.steps),
      changes: JSON.parse(row.changes),
      restorable: row.before !== null && this.#seal.isOurs(row.before),
    };
  }

  #job(row: Row): Job {
    const [before, next, after, back] = (["before", "next", "after", "back"] as const).map((name) => this.#open(row, name));
    return {
      id: row.id,
      vm: row.vm,
      cursor: {
        kind: row.kind,
        phase: row.phase as Phase,
        state: row.state,
        restart: row.restart === 1,
        waits: row.waits === 1,
        oldRun: row.oldRun,
        unstarted: row.unstarted === 1,
      },
      steps: JSON.parse(row.steps),
      changes: JSON.parse(row.changes) as PlannedChange[],
      before: before ?? null,
      next: next ?? null,
      after: after ?? null,
      back: back ?? null,
    };
  }

  #open(row: Row, name: Definitions): string | null {
    const sealed = row[name];
    return sealed === null ? null : this.#seal.open(sealed, place(row.id, name));
  }
}

/** A change has passed to another process, which took this one for dead. */
export class Passed extends Error {
  override readonly name = "Passed";
}

function place(id: string, name: Definitions): string {
  return `${name} of change ${id}`;
}

function columnsOf({ phase, state, restart, waits, oldRun, unstarted }: Cursor) {
  const bit = (value: boolean) => (value ? 1 : 0);
  return {
    phase,
    state,
    active: bit(phase !== "over"),
    unstarted: bit(unstarted && phase === "over"),
    restart: bit(restart),
    waits: bit(waits),
    oldRun,
  } as const;
}

async function oneAtATime<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new OrielError("change-under-way", undefined, { cause: error });
    throw error;
  }
}
