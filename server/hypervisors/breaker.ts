/** Milliseconds of rest after the first failure; each further one doubles it, up to the longest. */
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;

type Trouble = { failures: number; until: number };

/**
 * Remembers which of many things do not answer, and lets them rest: each question to a hung guest costs the daemon a worker for as long
 * as it hangs, and a daemon has about twenty of them.
 */
export class Breaker {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #troubles = new Map<string, Trouble>();

  /** @param limit of things in trouble at once; with more, nothing is asked until one's rest is over */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Whether this one may be asked now. */
  allows(key: string): boolean {
    const trouble = this.#troubles.get(key);
    if (trouble) return this.#now() >= trouble.until;
    if (this.#troubles.size < this.#limit) return true;
    return [...this.#troubles.values()].some(({ until }) => this.#now() >= until);
  }

  /** It did not answer. */
  failed(key: string): void {
    const failures = (this.#troubles.get(key)?.failures ?? 0) + 1;
    const rest = Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS);
    this.#troubles.set(key, { failures, until: this.#now() + rest });
  }

  /** It answered, or is another run: its past is forgotten. */
  forget(key: string): void {
    this.#troubles.delete(key);
  }
}
