import { sql } from "kysely";
import { RateLimiterRes, RateLimiterStoreAbstract } from "rate-limiter-flexible";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

type Count = { points: number; msLeft: number };

/** Counts attempts in the store, so that all processes count together and a restart forgets none. */
export class AttemptCounter extends RateLimiterStoreAbstract {
  readonly #store: Store;

  /** @param limit `points` attempts within `seconds` */
  constructor(store: Store, keyPrefix: string, limit: { points: number; seconds: number }) {
    // Once a key was refused it is refused from memory: a flood of guesses costs the store nothing.
    super({ storeClient: store, keyPrefix, points: limit.points, duration: limit.seconds, inMemoryBlockOnConsumed: limit.points + 1 });
    this.#store = store;
  }

  /**
   * Counts one attempt.
   * @throws {OrielError} too-many-attempts, store-unavailable
   */
  async count(key: string): Promise<void> {
    try {
      await this.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new OrielError("too-many-attempts", `The next attempt is possible in ${Math.ceil(error.msBeforeNext / 1000)} s`);
    }
  }

  /** Called by the base class: adds points, or starts anew where the time is over or `forced`. */
  async _upsert(key: string, points: number, ms: number, forced = false): Promise<Count> {
    const { db, now } = this.#store;
    await db.deleteFrom("attempt").where("expiresAt", "<=", now).execute();
    const expiresAt = sql<number>`${now} + ${ms}`;
    return await db
      .insertInto("attempt")
      .values({ key, points, expiresAt })
      .onConflict((conflict) =>
        conflict
          .column("key")
          .doUpdateSet(forced ? { points, expiresAt } : (eb) => ({ points: eb("attempt.points", "+", eb.ref("excluded.points")) })),
      )
      .returning(["points", sql<number>`${sql.ref("expiresAt")} - ${now}`.as("msLeft")])
      .executeTakeFirstOrThrow();
  }

  /** Called by the base class. */
  async _get(key: string): Promise<Count | null> {
    const { db, now } = this.#store;
    const row = await db
      .selectFrom("attempt")
      .select(["points", sql<number>`${sql.ref("expiresAt")} - ${now}`.as("msLeft")])
      .where("key", "=", key)
      .where("expiresAt", ">", now)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Called by the base class. */
  async _delete(key: string): Promise<boolean> {
    const { numDeletedRows } = await this.#store.db.deleteFrom("attempt").where("key", "=", key).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Called by the base class. */
  _getRateLimiterRes(_key: string, added: number, count: Count): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - count.points, 0), Math.max(count.msLeft, 0), count.points, added === count.points);
  }
}
