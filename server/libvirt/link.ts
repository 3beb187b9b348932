import type { Caller, CallOptions, Read, Write } from "./caller.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { LinkError } from "./error.ts";
import { type DomainEventKind, type DomainEventMap, onDomainEvent } from "./events.ts";

export type LinkOptions = ConnectionOptions & {
  /** Milliseconds before the first try again, and the longest wait; each wait is up to twice the one before it. */
  backoff?: { minMs: number; maxMs: number };
  /** Events to register before each connection is told to be up. */
  events?: EventListeners;
  /** The link works: list anew, for events may have been missed. */
  up?: (connection: Connection) => void;
  /** It was lost, or another try failed. */
  down?: (error: Error) => void;
};

/** Listeners by kind of event. */
export type EventListeners = { [Kind in DomainEventKind]?: (event: DomainEventMap[Kind]) => void };

const BACKOFF = { minMs: 250, maxMs: 10_000 };

/** A connection that comes back: with backoff, and with its events registered again. */
export class Link implements Caller {
  readonly #options: LinkOptions;
  readonly #stopping = new AbortController();
  readonly #backoff: { minMs: number; maxMs: number };
  #attempt: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #failure: Error = new LinkError("the link has not been started");
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? BACKOFF;
  }

  /** The connection, while it is up. */
  get current(): Connection | undefined {
    return this.#current;
  }

  /** Begins to connect; from then on the link comes back by itself until {@link close}. */
  start(): void {
    if (this.#attempt || this.#current || this.#retry || this.#stopping.signal.aborted) return;
    const attempt = this.#open();
    this.#attempt = attempt;
    attempt.then(
      (connection) => this.#isUp(connection),
      (error) => this.#isDown(error),
    );
  }

  /**
   * The connection that is up, or the one being made. Between two tries it fails at once with what made the last one
   * fail, so that nobody waits for a host that is down.
   * @throws what the try failed with
   */
  connection(): Promise<Connection> {
    if (this.#current) return Promise.resolve(this.#current);
    return this.#attempt ?? Promise.reject(this.#failure);
  }

  async call<T>(procedure: number, write: Write | undefined, read: Read<T>, options?: CallOptions): Promise<T> {
    return (await this.connection()).call(procedure, write, read, options);
  }

  /** Ends the link for good. */
  close(): void {
    this.#failure = new LinkError("the link was closed");
    this.#stopping.abort(this.#failure);
    clearTimeout(this.#retry);
    this.#current?.close();
    this.#current = undefined;
  }

  async #open(): Promise<Connection> {
    const connection = await Connection.open({ ...this.#options, signal: this.#stopping.signal });
    try {
      await registerEvents(connection, this.#options.events ?? {});
      this.#stopping.signal.throwIfAborted();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #isUp(connection: Connection): void {
    this.#attempt = undefined;
    if (this.#stopping.signal.aborted) {
      connection.close();
      return;
    }
    this.#current = connection;
    const since = performance.now();
    connection.closed.then((error) => {
      this.#current = undefined;
      // A daemon that takes connections only to drop them is not tried without pause.
      if (performance.now() - since > this.#backoff.maxMs) this.#failures = 0;
      this.#isDown(error ?? new LinkError("the connection was closed"));
    });
    this.#options.up?.(connection);
  }

  #isDown(error: Error): void {
    this.#attempt = undefined;
    if (this.#stopping.signal.aborted) return;
    this.#failure = error;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.start();
    }, this.#wait());
    this.#options.down?.(error);
  }

  /** A random part of a wait that doubles, so that many clients do not come back in step. */
  #wait(): number {
    const { minMs, maxMs } = this.#backoff;
    const longest = Math.min(maxMs, minMs * 2 ** this.#failures);
    this.#failures += 1;
    return longest / 2 + Math.random() * (longest / 2);
  }
}

async function registerEvents(connection: Connection, listeners: EventListeners): Promise<void> {
  const kinds = Object.keys(listeners) as DomainEventKind[];
  await Promise.all(kinds.map((kind) => registerOne(connection, kind, listeners)));
}

async function registerOne<Kind extends DomainEventKind>(connection: Connection, kind: Kind, listeners: EventListeners): Promise<void> {
  const listener = listeners[kind];
  if (listener) await onDomainEvent<Kind>(connection, kind, listener);
}
