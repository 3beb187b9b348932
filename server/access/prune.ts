import { sql } from "kysely";
import type { Store } from "#server/store/open.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Removes what nobody asks for any more: tickets ten minutes after their end (until then "used" and "expired" can be told from
 * "unknown"), consoles and sign-ins a month after theirs. To be called at the start and every hour or so.
 */
export async function prune(store: Store): Promise<void> {
  const ago = (ms: number) => sql<number>`${store.now} - ${ms}`;
  await store.db
    .deleteFrom("ticket")
    .where("expiresAt", "<", ago(10 * MINUTE))
    .execute();
  await store.db
    .deleteFrom("console")
    .where("closedAt", "<", ago(30 * DAY))
    .execute();
  const monthAgo = new Date(Date.now() - 30 * DAY).toISOString();
  await store.db.deleteFrom("session").where("expiresAt", "<", monthAgo).execute();
}
