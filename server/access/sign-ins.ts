import type { Store } from "#server/store/open.ts";
import { hasExpired } from "./sessions.ts";

/** One of a person's sign-ins. */
export type SignInEntry = {
  id: string;
  createdAt: Date;
  expiresAt: Date;
  /** The client's address at the sign-in. */
  address: string | null;
  userAgent: string | null;
};

/** A person's sign-ins that have not expired, newest first. */
export async function listSignIns(store: Store, personId: string): Promise<SignInEntry[]> {
  const rows = await store.db
    .selectFrom("session")
    .select(["id", "createdAt", "expiresAt", "ipAddress", "userAgent"])
    .select(store.now.as("now"))
    .where("userId", "=", personId)
    .orderBy("createdAt", "desc")
    .execute();
  return rows
    .filter((row) => !hasExpired(row))
    .map(({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
      id,
      createdAt: new Date(createdAt),
      expiresAt: new Date(expiresAt),
      address: ipAddress || null,
      userAgent: userAgent || null,
    }));
}

/** Ends one sign-in of a person, with the consoles it opened. One that is over, or somebody else's, is left as it is. */
export async function endSignIn(store: Store, personId: string, sessionId: string): Promise<void> {
  await store.db.deleteFrom("session").where("userId", "=", personId).where("id", "=", sessionId).execute();
}

/** Ends a person's sign-ins, except one. */
export async function endOtherSignIns(store: Store, personId: string, keptSessionId: string): Promise<void> {
  await store.db.deleteFrom("session").where("userId", "=", personId).where("id", "!=", keptSessionId).execute();
}
