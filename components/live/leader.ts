/** The part of the browser's lock manager that is used here. */
export type Locks = Pick<LockManager, "request">;

/**
 * Makes one tab of a browser the leader: `lead` runs in one tab at a time, and in the next one when that tab closes,
 * is discarded, or is displaced by `seize`. A tab that was displaced queues up again.
 */
export class Leader {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #lead: (until: AbortSignal) => void;
  readonly #stopped = new AbortController();
  #reign: AbortController | null = null;

  constructor(locks: Locks, name: string, lead: (until: AbortSignal) => void) {
    this.#locks = locks;
    this.#name = name;
    this.#lead = lead;
    void this.#queue();
  }

  get leads(): boolean {
    return this.#reign !== null;
  }

  /** Takes the lead from a tab that has fallen silent: a frozen tab keeps its lock. */
  seize(): void {
    if (!this.leads && !this.#stopped.signal.aborted) void this.#hold({ steal: true });
  }

  /** Gives the lead up for good. */
  stop(): void {
    this.#stopped.abort();
    this.#reign?.abort();
  }

  async #queue(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const error = await this.#hold({ signal: this.#stopped.signal });
      if (error && error.name !== "AbortError") return this.#rule(new AbortController());
    }
  }

  /** Ends when the lock was given up, was stolen, or is no longer waited for; tells why it could not be had. */
  async #hold(options: LockOptions): Promise<Error | undefined> {
    const reign = new AbortController();
    try {
      await this.#locks.request(this.#name, options, () => this.#rule(reign));
      return undefined;
    } catch (error) {
      return error as Error;
    } finally {
      reign.abort();
      if (this.#reign === reign) this.#reign = null;
    }
  }

  #rule(reign: AbortController): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve();
    this.#reign = reign;
    this.#lead(reign.signal);
    return new Promise((resolve) => reign.signal.addEventListener("abort", () => resolve(), { once: true }));
  }
}
