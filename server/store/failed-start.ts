import type { VmId } from "../contract/vm.ts";
import type { Store } from "./open.ts";

/**
 * Notes that a machine did not start, for whoever sees to changes of definitions: where it has one that it has not been started with yet,
 * that is to be undone.
 * @param words what libvirt said
 */
export async function noteFailedStart({ db }: Pick<Store, "db">, vm: VmId, words: string): Promise<void> {
  await db
    .updateTable("change")
    .set({ startError: words })
    .where("vm", "=", vm)
    .where("unstarted", "=", 1)
    .where("active", "=", 0)
    .execute();
}
