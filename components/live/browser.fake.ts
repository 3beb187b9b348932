import type { Source } from "./event-stream.ts";
import type { Locks } from "./leader.ts";

type Turn = { start: () => void; lose: () => void };

/** The lock manager of a browser (https://w3c.github.io/web-locks/): one exclusive lock, a queue, stealing. For tests. */
export class FakeLocks {
  #holder: Turn | null = null;
  #queue: Turn[] = [];

  readonly locks: Locks = {
    request: ((_name: string, options: LockOptions, run: () => Promise<unknown>) => this.#request(options, run)) as Locks["request"],
  };

  #request({ steal, signal }: LockOptions, run: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const end = () => {
        if (this.#holder === turn) this.#next();
      };
      const turn: Turn = {
        start: () => void run().then(resolve, reject).finally(end),
        lose: () => reject(new DOMException("stolen", "AbortError")),
      };
      const leave = () => {
        if (!this.#queue.includes(turn)) return;
        this.#queue = this.#queue.filter((one) => one !== turn);
        reject(new DOMException("no longer waited for", "AbortError"));
      };
      signal?.addEventListener("abort", leave);
      this.#queue[steal ? "unshift" : "push"](turn);
      if (steal) this.#holder?.lose();
      if (steal || !this.#holder) this.#next();
    });
  }

  #next(): void {
    this.#holder = this.#queue.shift() ?? null;
    this.#holder?.start();
  }
}

/** A server-sent event source that the test speaks through. */
export class FakeSource implements Source {
  readyState = 1;
  closed = false;
  readonly #events = new EventTarget();
  readonly addEventListener = this.#events.addEventListener.bind(this.#events) as Source["addEventListener"];

  close(): void {
    this.readyState = 2;
    this.closed = true;
  }

  say(type: string, data: unknown = {}): void {
    this.#events.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  /** The connection breaks; `refused`: by an answer that is no event stream. */
  break(refused = false): void {
    this.readyState = refused ? 2 : 0;
    this.#events.dispatchEvent(new Event("error"));
  }
}
