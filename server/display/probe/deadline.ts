/** The end of a time that several things share. */
export class Deadline {
  /** Aborts at the end. */
  readonly signal: AbortSignal;
  readonly #end: number;

  constructor(ms: number) {
    this.signal = AbortSignal.timeout(ms);
    this.#end = performance.now() + ms;
  }

  /** Whole milliseconds until the end, at least 1: timers take no others. */
  get leftMs(): number {
    return Math.max(1, Math.ceil(this.#end - performance.now()));
  }

  /** Milliseconds for a part of what is done: so many, or as many as are left. */
  atMost(ms: number): number {
    return Math.min(ms, this.leftMs);
  }
}
