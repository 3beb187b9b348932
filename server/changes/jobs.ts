import { randomUUID } from "node:crypto";
import { type SqlBool, sql, type Transaction } from "kysely";
import type { ChangeState } from "#server/contract/display-change.ts";
import type { VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import type { Schema } from "#server/store/schema.ts";
import { isUniqueViolation } from "#server/store/sqlite.ts";
import { columnsOf, type DefinitionName, jobOf, placeOf } from "./change-row.ts";
import { isReadable, type Job } from "./job.ts";
import type { Seal } from "./seal.ts";
import { noted } from "./steps.ts";

/** How many changes of a machine are kept, with the definitions from before them. */
const KEPT = 50;
/** Milliseconds for which a process that works on a change has it for itself, by the store's clock; it asks for more in time. */
export const HELD_MS = 10_000;

/** A change to be made. */
export type NewJob = Pick<Job, "vm" | "cursor" | "changes" | "before" | "next" | "back"> & { personId: string };

export type SaveOptions = { read?: boolean; replaces?: boolean };

/** Changes to work on, in the store, where they outlive the process: what is under way, and what waits for its machine's start. */
export class Jobs {
  readonly #store: Store;
  readonly #seal: Seal;
  /** Who works on changes: this process. */
  readonly #runner = randomUUID();

  constructor(store: Store, seal: Seal) {
    this.#store = store;
    this.#seal = seal;
  }

  /**
   * Puts a change down, this process's own to work on.
   * @throws {OrielError} change-under-way where another of the machine is
   */
  async add({ vm, cursor, changes, before, next, back, personId }: NewJob): Promise<string> {
    const id = randomUUID();
    const sealed = (name: DefinitionName, text: string | null) => (text === null ? null : this.#seal.close(text, placeOf(id, name)));
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

  /** The change that a machine has not been started with yet, where there is one that can be read and nobody works on it. */
  async unstarted(vm: VmId): Promise<Job | null> {
    const row = await this.#rows().where("vm", "=", vm).where("unstarted", "=", 1).where("active", "=", 0).executeTakeFirst();
    const job = row && jobOf(row, this.#seal);
    return job && isReadable(job) ? job : null;
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
    return row ? jobOf(row, this.#seal) : null;
  }

  /** The job of a change that is this process's own. */
  async own(id: string): Promise<Job> {
    return jobOf(await this.#rows().where("id", "=", id).where("runner", "=", this.#runner).executeTakeFirstOrThrow(), this.#seal);
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
          ...(read && { after: this.#seal.close(job.after ?? "", placeOf(job.id, "after")) }),
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
    return this.#store.db.selectFrom("change").selectAll();
  }

  #mine(id: string) {
    return this.#store.db.updateTable("change").where("id", "=", id).where("runner", "=", this.#runner).where("active", "=", 1);
  }

  #ahead() {
    return sql<number>`${this.#store.now} + ${HELD_MS}`;
  }
}

/** A change has passed to another process, which took this one for dead. */
export class Passed extends Error {
  override readonly name = "Passed";
}

async function oneAtATime<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new OrielError("change-under-way", undefined, { cause: error });
    throw error;
  }
}
