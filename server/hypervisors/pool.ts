import { LinkError } from "#server/libvirt/error.ts";

/** What the pool needs to know of a connection. */
export interface Pooled {
  /** Settles when the connection is gone. */
  readonly closed: Promise<unknown>;
  /** Whether it still waits for the answer to a call that was given up. */
  readonly stalled: boolean;
  close(): void | Promise<void>;
}

export type PoolOptions<C> = {
  open: (signal: AbortSignal) => Promise<C>;
  /** Throws where a connection that was kept no longer works: its other end may have gone without a word having come yet. */
  check: (connection: C, signal: AbortSignal) => Promise<unknown>;
  /** How many uses may be under way at once; more wait their turn. */
  size: number;
  /** Milliseconds after which an unused connection is closed. */
  idleMs?: number;
};

/** Milliseconds between two looks whether a call that was given up has come back after all. */
const LOOK_MS = 1_000;

type Waiter = { take: () => void; refuse: (error: unknown) => void };

/**
 * Connections that are opened when needed, used by one user at a time, and kept for the next. A connection with a call that did not come
 * back is put aside until it does, so whatever hangs there holds up nobody else.
 */
export class ConnectionPool<C extends Pooled> {
  readonly #open: PoolOptions<C>["open"];
  readonly #check: PoolOptions<C>["check"];
  readonly #size: number;
  readonly #idleMs: number;
  readonly #idle = new Map<C, NodeJS.Timeout>();
  readonly #used = new Set<C>();
  readonly #parked = new Set<C>();
  readonly #waiting = new Set<Waiter>();
  readonly #closing = new AbortController();
  #busy = 0;

  constructor({ open, check, size, idleMs = 60_000 }: PoolOptions<C>) {
    this.#open = open;
    this.#check = check;
    this.#size = size;
    this.#idleMs = idleMs;
  }

  /**
   * Runs `use` with a connection of its own. The signal bounds the wait for the connection; `use` bounds its own calls.
   * @throws whatever `use` and the opening throw, and the signal's reason
   */
  async run<T>(use: (connection: C) => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await this.#with(await this.#connection(signal), use);
    } finally {
      this.#busy--;
      for (const waiter of this.#waiting) {
        waiter.take();
        break;
      }
    }
  }

  /** Closes every connection; uses under way fail. */
  close(): void {
    const error = new LinkError("the portal closed its connections to this hypervisor");
    this.#closing.abort(error);
    for (const waiter of [...this.#waiting]) waiter.refuse(error);
    for (const connection of [...this.#idle.keys(), ...this.#used, ...this.#parked]) this.#discard(connection);
  }

  async #with<T>(connection: C, use: (connection: C) => Promise<T>): Promise<T> {
    this.#closing.signal.throwIfAborted();
    this.#used.add(connection);
    try {
      return await use(connection);
    } finally {
      if (connection.stalled) this.#park(connection);
      else this.#keep(connection);
    }
  }

  async #connection(signal: AbortSignal): Promise<C> {
    for (const [connection, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(connection);
      if (await this.#works(connection, signal)) return connection;
    }
    const connection = await this.#open(AbortSignal.any([signal, this.#closing.signal]));
    if (this.#closing.signal.aborted) connection.close();
    const forget = () => this.#forget(connection);
    connection.closed.then(forget, forget);
    return connection;
  }

  async #works(connection: C, signal: AbortSignal): Promise<boolean> {
    this.#used.add(connection);
    try {
      await this.#check(connection, signal);
      return true;
    } catch {
      this.#discard(connection);
      return false;
    }
  }

  #keep(connection: C): void {
    // One that was lost or closed meanwhile is no longer among the used.
    if (!this.#used.delete(connection)) return;
    const timer = setTimeout(() => this.#discard(connection), this.#idleMs);
    timer.unref();
    this.#idle.set(connection, timer);
  }

  #park(connection: C): void {
    if (!this.#used.delete(connection)) return;
    const look = setInterval(() => {
      if (connection.stalled) return;
      clearInterval(look);
      if (this.#parked.delete(connection)) this.#discard(connection);
    }, LOOK_MS);
    look.unref();
    this.#parked.add(connection);
  }

  #discard(connection: C): void {
    this.#forget(connection);
    Promise.resolve(connection.close()).catch(() => {});
  }

  #forget(connection: C): void {
    clearTimeout(this.#idle.get(connection));
    this.#idle.delete(connection);
    this.#used.delete(connection);
    this.#parked.delete(connection);
  }

  /** Waits until fewer than `size` uses are under way, first come first served. */
  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    if (this.#busy >= this.#size) await this.#wait(signal);
    else this.#busy++;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter);
        signal.removeEventListener("abort", abort);
      };
      const waiter: Waiter = {
        take: () => {
          leave();
          this.#busy++;
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = () => waiter.refuse(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.add(waiter);
    });
  }
}
