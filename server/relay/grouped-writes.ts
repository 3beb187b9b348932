import type { Store } from "#server/store/open.ts";

/** Writes that share one transaction at most: what another process waits for. */
const GROUP_LIMIT = 100;

type Write = { run(store: Store): Promise<void>; resolve(): void; reject(error: unknown): void };

/**
 * Writes that come while another is under way share the next transaction, and so one flush to the disk: a thousand consoles that
 * end at once would otherwise take a thousand. Each is on the disk when it resolves.
 */
export class GroupedWrites {
  readonly #store: Store;
  #waiting: Write[] = [];
  #busy = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Runs a write against the store that it is given. Rejects with what it throws. */
  run(run: (store: Store) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve, reject });
      if (!this.#busy) this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, GROUP_LIMIT));
    this.#busy = false;
  }

  async #write(group: Write[]): Promise<void> {
    try {
      await this.#store.db.transaction().execute(async (db) => {
        for (const { run } of group) await run({ ...this.#store, db });
      });
      for (const { resolve } of group) resolve();
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.reject(error);
      // One of them failed: the others must not fail with it.
      else for (const write of group) await this.#write([write]);
    }
  }
}
