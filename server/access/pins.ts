import type { VmId } from "#server/contract/vm.ts";
import type { Store } from "#server/store/open.ts";

/** A machine that a person keeps at hand. */
type Pin = { personId: string; vm: VmId };

/** The machines that a person keeps at hand, the first one pinned first; some may be gone by now. */
export async function pinsOf(store: Store, personId: string): Promise<VmId[]> {
  const rows = await store.db.selectFrom("pin").select("vm").where("personId", "=", personId).orderBy("pinnedAt").orderBy("vm").execute();
  return rows.map(({ vm }) => vm);
}

/** Keeps a machine at hand; one that already is stays in its place. */
export async function pin(store: Store, { personId, vm }: Pin): Promise<void> {
  await store.db
    .insertInto("pin")
    .values({ personId, vm, pinnedAt: store.now })
    .onConflict((conflict) => conflict.columns(["personId", "vm"]).doNothing())
    .execute();
}

/** Lets go of it. */
export async function unpin(store: Store, { personId, vm }: Pin): Promise<void> {
  await store.db.deleteFrom("pin").where("personId", "=", personId).where("vm", "=", vm).execute();
}
