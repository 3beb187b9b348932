import { type ExchangeRules, everythingAllowed, exchangeRules, type Settings } from "#server/contract/settings.ts";
import type { Store } from "#server/store/open.ts";

type Queries = Pick<Store, "db">;

/** What administrators have set for the portal; where nobody has, what holds by default. */
export async function readSettings(store: Queries): Promise<Settings> {
  return { exchange: await readExchange(store) };
}

/** What may be copied and sent between people's computers and machines. */
export async function readExchange({ db }: Queries): Promise<ExchangeRules> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", "exchange").executeTakeFirst();
  return row ? exchangeRules.parse({ ...everythingAllowed, ...JSON.parse(row.value) }) : everythingAllowed;
}

/** Sets all of it. Consoles that are open under other rules end. */
export async function writeSettings(store: Store, settings: Settings): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    for (const [name, set] of Object.entries(settings)) {
      const value = JSON.stringify(set);
      await trx
        .insertInto("setting")
        .values({ name, value, updatedAt: store.now })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updatedAt: store.now }))
        .execute();
    }
  });
}
