import type { Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { Store } from "#server/store/open.ts";

/** Who holds a console that takes one person at a time, as the records have it. */
export type Holder = { personId: string; name: string; since: Date };

/** Which console: `device` is the serial line; without it any of them. */
type HeldConsole = { vm: VmId; protocol: Protocol; device?: number };

/** Who uses a machine's console of this kind; the latest where there are several, null where there is nobody. */
export async function holderOf(store: Store, { vm, protocol, device }: HeldConsole): Promise<Holder | null> {
  const open = store.db
    .selectFrom("console")
    .innerJoin("user", "user.id", "console.personId")
    .select(["console.personId", "user.name", "console.openedAt"])
    .where("console.vm", "=", vm)
    .where("console.protocol", "=", protocol)
    .where("console.closedAt", "is", null)
    .orderBy("console.openedAt", "desc");
  const row = await (device === undefined ? open : open.where("console.device", "=", device)).executeTakeFirst();
  return row ? { personId: row.personId, name: row.name, since: new Date(row.openedAt) } : null;
}
