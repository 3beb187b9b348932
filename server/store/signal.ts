import type { DatabaseSync } from "node:sqlite";

const POLL_MS = 250;

/**
 * Tells that the database's content changed, whoever changed it: other connections' commits move `PRAGMA data_version`
 * (https://sqlite.org/pragma.html#pragma_data_version), this connection's own changes move `total_changes()`.
 */
export class ChangeSignal {
  readonly #db: DatabaseSync;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #last = "";

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * Calls the listener within 250 ms of a change, once for changes that lie close together.
   * @returns stops it
   */
  listen(listener: () => void): () => void {
    if (this.#timer === undefined) {
      this.#last = this.#mark();
      this.#timer = setInterval(() => this.#poll(), POLL_MS).unref();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Forgets all listeners. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#listeners.clear();
  }

  #poll(): void {
    const mark = this.#mark();
    if (mark === this.#last) return;
    this.#last = mark;
    for (const listener of this.#listeners) listener();
  }

  #mark(): string {
    try {
      const version = this.#db.prepare("pragma data_version").get();
      const own = this.#db.prepare("select total_changes() as changes").get();
      return `${version?.data_version} ${own?.changes}`;
    } catch {
      // A store that cannot be read now is asked again at the next tick; whoever uses it gets the error.
      return this.#last;
    }
  }
}
