import { openStore, type Store } from "./open.ts";

const ROUNDS = 100;

/** Reads a number and writes it plus one: lost where somebody else writes in between. */
async function countOne({ db }: Store): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("attempt").select("points").where("key", "=", "n").executeTakeFirst();
    const points = (row?.points ?? 0) + 1;
    await trx
      .insertInto("attempt")
      .values({ key: "n", points, expiresAt: 0 })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ points }))
      .execute();
  });
}

// For tests: a process that opens the store when it is told to, counts, and says how it went.
process.once("message", async (stateDir: string) => {
  try {
    const store = await openStore(stateDir);
    for (let round = 0; round < ROUNDS; round++) await countOne(store);
    await store.close();
    process.send?.("done");
  } catch (error) {
    process.send?.(String(error));
  }
  process.disconnect();
});
process.send?.("ready");
