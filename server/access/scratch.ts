import { randomUUID } from "node:crypto";
import type { Person, Role } from "#server/contract/person.ts";
import type { Store } from "#server/store/open.ts";
import { addPerson } from "./people.ts";

/** For tests: the password of everybody that {@link somebody} makes. */
export const PASSWORD = "correct horse battery";

/** For tests: a person with a sign-in. */
export async function somebody(store: Store, role: Role = "user"): Promise<{ person: Person; sessionId: string }> {
  const email = `${role}-${randomUUID()}@example.org`;
  const person = await addPerson(store, { email, name: "Somebody", role, password: PASSWORD });
  return { person, sessionId: await signIn(store, person.id) };
}

/** For tests: one more sign-in of a person. */
export async function signIn(store: Store, personId: string, ipAddress = "192.0.2.1"): Promise<string> {
  const id = randomUUID();
  const at = new Date().toISOString();
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  await store.db
    .insertInto("session")
    .values({ id, userId: personId, token: id, ipAddress, userAgent: null, expiresAt, createdAt: at, updatedAt: at })
    .execute();
  return id;
}

/** For tests: moves the end of a sign-in into the past. */
export async function expireSignIn(store: Store, sessionId: string): Promise<void> {
  const expiresAt = new Date(Date.now() - 1000).toISOString();
  await store.db.updateTable("session").set({ expiresAt }).where("id", "=", sessionId).execute();
}
