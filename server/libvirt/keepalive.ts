/** How a dead link is noticed. */
export type KeepaliveOptions = {
  /** Milliseconds of silence before a ping, and between pings. */
  intervalMs: number;
  /** Pings in a row that may go unanswered; one more interval of silence and the link is dead. */
  count: number;
};

/**
 * Pings a peer that is silent. Anything heard is a sign of life. Time is counted in turns of the timer, so a process that
 * was itself asleep does not take its own sleep for the peer's.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #timer: NodeJS.Timeout | undefined;
  #heard = false;
  #unanswered = 0;

  constructor(options: KeepaliveOptions, ping: () => void, dead: () => void) {
    this.#options = options;
    this.#ping = ping;
    this.#dead = dead;
  }

  start(): void {
    this.stop();
    this.#unanswered = 0;
    this.#heard = false;
    this.#timer = setInterval(() => this.#turn(), this.#options.intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Something arrived. */
  heard(): void {
    this.#heard = true;
  }

  #turn(): void {
    if (this.#heard) {
      this.#heard = false;
      this.#unanswered = 0;
      return;
    }
    if (this.#unanswered >= this.#options.count) {
      this.stop();
      this.#dead();
      return;
    }
    this.#unanswered += 1;
    this.#ping();
  }
}
