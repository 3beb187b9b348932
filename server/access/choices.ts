import type { Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { Store } from "#server/store/open.ts";

/** Which console a person chose last, for each machine where they did. */
export async function choicesOf(store: Store, personId: string): Promise<Record<VmId, Protocol>> {
  const rows = await store.db.selectFrom("choice").select(["vm", "protocol"]).where("personId", "=", personId).execute();
  return Object.fromEntries(rows.map(({ vm, protocol }) => [vm, protocol]));
}

/** Remembers which console a person chose for a machine, in the place of what they chose before. */
export async function keepChoice(store: Store, choice: { personId: string; vm: VmId; protocol: Protocol }): Promise<void> {
  await store.db
    .insertInto("choice")
    .values({ ...choice, updatedAt: store.now })
    .onConflict((conflict) => conflict.columns(["personId", "vm"]).doUpdateSet({ protocol: choice.protocol, updatedAt: store.now }))
    .execute();
}
