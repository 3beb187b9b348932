import type { RecentVm } from "#server/contract/recent.ts";
import type { Store } from "#server/store/open.ts";

/** More are no help: who looks further back searches by name. */
const MOST = 12;

/** The machines whose consoles a person opened last, the latest first; some may be gone by now. */
export async function recentOf(store: Store, personId: string): Promise<RecentVm[]> {
  return store.db
    .selectFrom("console")
    .select((eb) => ["vm", eb.fn.max("openedAt").as("openedAt")])
    .where("personId", "=", personId)
    .groupBy("vm")
    .orderBy("openedAt", "desc")
    .limit(MOST)
    .execute();
}
