import { sql } from "kysely";
import type { Person, SetupRequest } from "#server/contract/person.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import { insertPerson, preparePerson } from "./people.ts";
import { hashToken, makeToken } from "./token.ts";

const SETUP_MS = 24 * 3600_000;

/** Whether there is no admin yet, so that a set-up link would work. */
export async function needsSetup(store: Store): Promise<boolean> {
  return !(await hasAdmin(store));
}

/**
 * Makes the token of a set-up link, good once within 24 h; earlier ones stop working.
 * @returns null where there is an admin already
 */
export async function makeSetupToken(store: Store): Promise<string | null> {
  const token = makeToken();
  return await store.db.transaction().execute(async (trx) => {
    await trx.deleteFrom("setup").execute();
    if (await hasAdmin({ db: trx })) return null;
    await trx
      .insertInto("setup")
      .values({ hash: hashToken(token), expiresAt: sql<number>`${store.now} + ${SETUP_MS}` })
      .execute();
    return token;
  });
}

/**
 * Makes the first admin.
 * @throws {OrielError} setup-done where the token is not the latest one, has expired or was used, or an admin exists;
 * bad-request, email-taken
 */
export async function redeemSetup(store: Store, { token, ...person }: SetupRequest): Promise<Person> {
  const hash = hashToken(token);
  await keepOpen(store, hash);
  const prepared = await preparePerson({ ...person, role: "admin" });
  return await store.db.transaction().execute(async (trx) => {
    await keepOpen({ ...store, db: trx }, hash);
    await trx.deleteFrom("setup").execute();
    return await insertPerson(trx, prepared);
  });
}

async function keepOpen(store: Pick<Store, "db" | "now">, hash: string): Promise<void> {
  const row = await store.db
    .selectFrom("setup")
    .select("hash")
    .where("hash", "=", hash)
    .where("expiresAt", ">", store.now)
    .executeTakeFirst();
  if (!row || (await hasAdmin(store))) throw new OrielError("setup-done");
}

async function hasAdmin({ db }: Pick<Store, "db">): Promise<boolean> {
  const row = await db.selectFrom("user").select("id").where("role", "=", "admin").executeTakeFirst();
  return row !== undefined;
}
