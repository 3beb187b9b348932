import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import { z } from "zod";
import { type Person, password as passwordForm, type Role, role as roleForm } from "#server/contract/person.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import type { Schema } from "#server/store/schema.ts";
import { isUniqueViolation } from "#server/store/sqlite.ts";
import { hashPassword } from "./password.ts";

const newPerson = z.object({
  email: z.email().max(254).toLowerCase(),
  name: z.string().trim().min(1).max(100),
  role: roleForm,
  password: passwordForm,
});
export type NewPerson = z.input<typeof newPerson>;

/** A person, and how many sign-ins they have. */
export type PersonEntry = Person & { createdAt: Date; sessions: number };

/**
 * Adds a person who can sign in with the password.
 * @throws {OrielError} email-taken; bad-request where a value is not of its form
 */
export async function addPerson(store: Store, input: NewPerson): Promise<Person> {
  const row = await preparePerson(input);
  return await store.db.transaction().execute((trx) => insertPerson(trx, row));
}

/** A checked person whose password is hashed: what takes long is done before a transaction. */
export type PreparedPerson = Person & { passwordHash: string };

/**
 * Checks and hashes.
 * @throws {OrielError} bad-request
 */
export async function preparePerson(input: NewPerson): Promise<PreparedPerson> {
  const { password, ...checked } = check(newPerson, input);
  return { id: randomUUID(), ...checked, passwordHash: await hashPassword(password) };
}

/**
 * Adds a prepared person.
 * @throws {OrielError} email-taken
 */
export async function insertPerson(trx: Transaction<Schema>, { passwordHash, ...person }: PreparedPerson): Promise<Person> {
  const at = new Date().toISOString();
  const times = { createdAt: at, updatedAt: at };
  try {
    await trx
      .insertInto("user")
      .values({ ...person, emailVerified: 0, image: null, ...times })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw new OrielError("email-taken", person.email);
    throw error;
  }
  await trx
    .insertInto("account")
    .values({
      id: randomUUID(),
      userId: person.id,
      accountId: person.id,
      providerId: "credential",
      password: passwordHash,
      accessToken: null,
      refreshToken: null,
      idToken: null,
      accessTokenExpiresAt: null,
      refreshTokenExpiresAt: null,
      scope: null,
      ...times,
    })
    .execute();
  return person;
}

/** Everybody, by email. */
export async function listPeople(store: Store): Promise<PersonEntry[]> {
  const rows = await store.db
    .selectFrom("user")
    .leftJoin("session", "session.userId", "user.id")
    .select(["user.id", "user.email", "user.name", "user.role", "user.createdAt"])
    .select((eb) => eb.fn.count<number>("session.id").as("sessions"))
    .groupBy("user.id")
    .orderBy("user.email")
    .execute();
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
}

/**
 * The person with an email, in whichever case.
 * @throws {OrielError} person-unknown
 */
export async function personByEmail(store: Store, email: string): Promise<Person> {
  const row = await store.db
    .selectFrom("user")
    .select(["id", "email", "name", "role"])
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  if (!row) throw new OrielError("person-unknown", email);
  return { ...row };
}

/**
 * Changes a role. It counts at once, also for what is open.
 * @throws {OrielError} person-unknown, last-admin
 */
export async function setRole(store: Store, personId: string, role: Role): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    if (role !== "admin") await keepAnAdmin(trx, personId);
    const { numUpdatedRows } = await trx
      .updateTable("user")
      .set({ role, updatedAt: new Date().toISOString() })
      .where("id", "=", personId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new OrielError("person-unknown");
  });
}

/**
 * Sets a password and ends the person's sign-ins.
 * @throws {OrielError} person-unknown, bad-request
 */
export async function setPassword(store: Store, personId: string, password: string): Promise<void> {
  const hash = await hashPassword(check(passwordForm, password));
  await store.db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("account")
      .set({ password: hash, updatedAt: new Date().toISOString() })
      .where("userId", "=", personId)
      .where("providerId", "=", "credential")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new OrielError("person-unknown");
    await trx.deleteFrom("session").where("userId", "=", personId).execute();
  });
}

/**
 * Removes a person with their sign-ins. What the audit log says of them stays.
 * @throws {OrielError} person-unknown, last-admin
 */
export async function removePerson(store: Store, personId: string): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await keepAnAdmin(trx, personId);
    const { numDeletedRows } = await trx.deleteFrom("user").where("id", "=", personId).executeTakeFirst();
    if (numDeletedRows === 0n) throw new OrielError("person-unknown");
  });
}

/**
 * Ends a person's sign-ins.
 * @returns how many there were
 */
export async function revokeSessions(store: Store, personId: string): Promise<number> {
  const { numDeletedRows } = await store.db.deleteFrom("session").where("userId", "=", personId).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Refuses to go on where the person is the only admin. */
async function keepAnAdmin(trx: Transaction<Schema>, personId: string): Promise<void> {
  const admins = await trx.selectFrom("user").select("id").where("role", "=", "admin").limit(2).execute();
  if (admins.length === 1 && admins[0]?.id === personId) throw new OrielError("last-admin");
}

function check<T>(form: z.ZodType<T>, value: unknown): T {
  const result = form.safeParse(value);
  if (result.success) return result.data;
  throw new OrielError(
    "bad-request",
    result.error.issues.map((issue) => `${issue.path.join(".") || "password"}: ${issue.message}`).join("; "),
  );
}
