import type { ChangeRecord } from "#server/contract/display-change.ts";
import type { VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import { definitionOf, recordOf } from "./change-row.ts";
import type { Seal } from "./seal.ts";

/** What became of every machine's changes, and the definitions from before them. */
export class History {
  readonly #store: Store;
  readonly #seal: Seal;

  constructor(store: Store, seal: Seal) {
    this.#store = store;
    this.#seal = seal;
  }

  /** Newest first. */
  async list(vm: VmId): Promise<ChangeRecord[]> {
    return (await this.#rows().where("vm", "=", vm).orderBy("number", "desc").execute()).map((row) => recordOf(row, this.#seal));
  }

  /** @throws {OrielError} change-unknown */
  async record(vm: VmId, id: string): Promise<ChangeRecord> {
    return recordOf(await this.#row(vm, id), this.#seal);
  }

  /**
   * The definitions of a change; `after` is as it was asked for where libvirt's own text was not read.
   * @throws {OrielError} change-unknown; change-not-restorable where there are none, or they cannot be read
   */
  async definitions(vm: VmId, id: string): Promise<{ before: string; after: string }> {
    const row = await this.#row(vm, id);
    const before = definitionOf(row, "before", this.#seal);
    const after = definitionOf(row, "after", this.#seal) ?? definitionOf(row, "next", this.#seal);
    if (before === null || after === null) throw new OrielError("change-not-restorable");
    return { before, after };
  }

  /** Machines with a change that waits for power-off and on. */
  async waitingMachines(): Promise<VmId[]> {
    return (await this.#store.db.selectFrom("change").select("vm").where("state", "=", "waiting").execute()).map(({ vm }) => vm);
  }

  #rows() {
    return this.#store.db.selectFrom("change").leftJoin("user", "user.id", "change.personId").selectAll("change").select("user.name as by");
  }

  async #row(vm: VmId, id: string) {
    const row = await this.#rows().where("change.vm", "=", vm).where("change.id", "=", id).executeTakeFirst();
    if (!row) throw new OrielError("change-unknown");
    return row;
  }
}
