import type { RecentVm } from "#server/contract/recent.ts";
import type { Store } from "#server/store/open.ts";

/** Close codes from here on are refusals and errors (server/errors.ts). */
const REFUSED = 4400;
/** More are no help: who looks further back searches by name. */
const MOST = 12;

/** The machines whose consoles a person opened last, the latest first; some may be gone by now. */
export async function recentOf(store: Store, personId: string): Promise<RecentVm[]> {
  return (
    store.db
      .selectFrom("console")
      .select((eb) => ["vm", eb.fn.max("openedAt").as("openedAt")])
      .where("personId", "=", personId)
      // One that was refused shows nothing; one that failed later has shown something.
      .where((eb) => eb.or([eb("closeCode", "is", null), eb("closeCode", "<", REFUSED), eb("bytesDown", ">", 0)]))
      .groupBy("vm")
      .orderBy("openedAt", "desc")
      .limit(MOST)
      .execute()
  );
}
