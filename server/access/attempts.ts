import { sql } from "kysely";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

/** At most `points` attempts under a key within `seconds`, counted from the first one. */
export type Limit = { key: string; points: number; seconds: number };

/**
 * Counts one attempt under all keys, or under none where one of them is used up: refusals change nothing, so a flood of guesses
 * writes nothing. The counters are in the store, so that all processes count together and a restart forgets none.
 * @throws {OrielError} too-many-attempts
 */
export async function countAttempt({ db, now }: Store, limits: readonly Limit[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom("attempt").where("expiresAt", "<=", now).execute();
    const keys = limits.map(({ key }) => key);
    const rows = await trx
      .selectFrom("attempt")
      .select(["key", "points", sql<number>`${sql.ref("expiresAt")} - ${now}`.as("msLeft")])
      .where("key", "in", keys)
      .execute();
    const full = rows.filter((row) => limits.some(({ key, points }) => key === row.key && row.points >= points));
    if (full.length > 0) {
      const seconds = Math.ceil(Math.max(...full.map((row) => row.msLeft)) / 1000);
      throw new OrielError("too-many-attempts", `The next attempt is possible in ${seconds} s`);
    }
    await trx
      .insertInto("attempt")
      .values(limits.map(({ key, seconds }) => ({ key, points: 1, expiresAt: sql<number>`${now} + ${seconds * 1000}` })))
      .onConflict((conflict) => conflict.column("key").doUpdateSet((eb) => ({ points: eb("attempt.points", "+", 1) })))
      .execute();
  });
}

/** Takes one attempt back under some keys, and forgets all of them under others. */
export async function forgiveAttempt(
  { db }: Store,
  { once, wholly }: { once: readonly string[]; wholly: readonly string[] },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable("attempt")
      .set((eb) => ({ points: eb("points", "-", 1) }))
      .where("key", "in", once)
      .where("points", ">", 0)
      .execute();
    await trx.deleteFrom("attempt").where("key", "in", wholly).execute();
  });
}
