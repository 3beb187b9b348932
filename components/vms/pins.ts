import type { VmId } from "#server/contract/vm.ts";

/** What pins reach the world with. */
type PinsWorld = {
  /** Keeps it with the portal. */
  save(vm: VmId, pinned: boolean): Promise<unknown>;
  /** Tells the browser's other tabs. */
  tell(vm: VmId, pinned: boolean): void;
};

/** What a person has pinned and unpinned since their pages were rendered. It counts more than what those said. */
export class Pins {
  readonly #world: PinsWorld;
  readonly #listeners = new Set<() => void>();
  #changes: ReadonlyMap<VmId, boolean> = new Map();

  constructor(world: PinsWorld) {
    this.#world = world;
  }

  /** The same object for as long as nothing changes. */
  readonly changes = (): ReadonlyMap<VmId, boolean> => this.#changes;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Pins or unpins a machine, at once; where the portal does not keep it, it is undone, and that fails as the saving did. */
  async set(vm: VmId, pinned: boolean): Promise<void> {
    this.heard(vm, pinned);
    try {
      await this.#world.save(vm, pinned);
      this.#world.tell(vm, pinned);
    } catch (error) {
      this.heard(vm, !pinned);
      throw error;
    }
  }

  /** Another tab did. */
  heard(vm: VmId, pinned: boolean): void {
    this.#changes = new Map(this.#changes).set(vm, pinned);
    for (const listener of this.#listeners) listener();
  }
}

/** The pinned machines: those of the page as it was rendered, and what changed since. */
export function pinned(rendered: readonly VmId[], changes: ReadonlyMap<VmId, boolean>): ReadonlySet<VmId> {
  const all = new Set(rendered);
  for (const [vm, isPinned] of changes) {
    if (isPinned) all.add(vm);
    else all.delete(vm);
  }
  return all;
}
