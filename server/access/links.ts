import type { ExternalLink } from "#server/contract/external-link.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { Store } from "#server/store/open.ts";

/** Where another product serves a machine; null: nowhere. */
export async function linkOf(store: Store, vm: VmId): Promise<ExternalLink | null> {
  return (await store.db.selectFrom("externalLink").select(["name", "url"]).where("vm", "=", vm).executeTakeFirst()) ?? null;
}

/** Keeps a machine's link in the place of the one before; null takes it away. */
export async function keepLink(store: Store, vm: VmId, link: ExternalLink | null): Promise<void> {
  if (!link) {
    await store.db.deleteFrom("externalLink").where("vm", "=", vm).execute();
    return;
  }
  const row = { ...link, updatedAt: store.now };
  await store.db
    .insertInto("externalLink")
    .values({ vm, ...row })
    .onConflict((conflict) => conflict.column("vm").doUpdateSet(row))
    .execute();
}
