import type { Person } from "#server/contract/person.ts";
import type { Store } from "#server/store/open.ts";

/** Whose a sign-in is; null where it has ended, has expired, or its person is gone. */
export async function livePerson(store: Store, sessionId: string): Promise<Person | null> {
  const row = await store.db
    .selectFrom("session")
    .innerJoin("user", "user.id", "session.userId")
    .select(["user.id", "user.email", "user.name", "user.role", "session.expiresAt"])
    .select(store.now.as("now"))
    .where("session.id", "=", sessionId)
    .executeTakeFirst();
  if (!row || hasExpired(row)) return null;
  const { id, email, name, role } = row;
  return { id, email, name, role };
}

/** Whether a sign-in's end, as better-auth writes it, has passed by the store's clock. */
export function hasExpired({ expiresAt, now }: { expiresAt: string; now: number }): boolean {
  return Date.parse(expiresAt) <= now;
}
