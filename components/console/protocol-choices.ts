import type { Protocol } from "#server/contract/console.ts";

/** What the choices reach the world with. */
export type ChoicesWorld = {
  /** Has the portal remember a choice; may fail. */
  save(vm: string, protocol: Protocol): Promise<unknown>;
  /** Tells this browser's other tabs. */
  tell(vm: string, protocol: Protocol): void;
};

/**
 * Which console a person wants of each machine: what was chosen while this page is open, else what the portal remembers. A choice
 * counts at once and here, whether or not the portal could be told.
 */
export class ProtocolChoices {
  readonly #world: ChoicesWorld;
  readonly #chosen = new Map<string, Protocol>();

  constructor(world: ChoicesWorld) {
    this.#world = world;
  }

  /**
   * The person's choice for a machine, null where they never chose.
   * @param remembered what the portal knew when it rendered the page, which may be older than a choice made here
   */
  of(vm: string, remembered: Readonly<Record<string, Protocol>>): Protocol | null {
    return this.#chosen.get(vm) ?? remembered[vm] ?? null;
  }

  /** Chooses; a choice that cannot be saved is no reason to disturb anybody. */
  choose(vm: string, protocol: Protocol): void {
    this.heard(vm, protocol);
    this.#world.tell(vm, protocol);
    this.#world.save(vm, protocol).catch(() => undefined);
  }

  /** Another tab of the person has chosen. */
  heard(vm: string, protocol: Protocol): void {
    this.#chosen.set(vm, protocol);
  }
}
