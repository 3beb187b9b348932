import type { LiveEvent } from "#server/contract/live.ts";

/** The part of EventSource that is used here. */
export type Source = Pick<EventSource, "addEventListener" | "close" | "readyState">;

/** No event and no ping for this long, in milliseconds: the connection is dead, whatever the system says. The server pings every 15 s. */
const SILENCE = 40_000;
/** Milliseconds before the next attempt, by how many failed before. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 15_000];
/** EventSource.CLOSED: the server refused, the browser does not try again. */
const REFUSED = 2;

type Listener = {
  /** Any sign of life of the server. */
  heard: () => void;
  event: (event: LiveEvent) => void;
  lost: () => void;
  signedOut: () => void;
};

type Options = {
  open: () => Source;
  /** Asks why a connection was refused: true when nobody is signed in. */
  isSignedOut: () => Promise<boolean>;
  listener: Listener;
};

/** A connection to the server's events that comes back after every loss: sleep, another network, a restarted portal. */
export class EventStream {
  readonly #options: Options;
  #source: Source | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** When the server was last heard, or asked for a connection. */
  #hopeSince = 0;
  #ended = false;

  constructor(options: Options) {
    this.#options = options;
    this.#connect();
  }

  /** The system says that something changed (online, awake, in view): tries at once where the connection may be dead. */
  nudge(): void {
    if (this.#ended || (this.#source && Date.now() - this.#hopeSince < SILENCE / 2)) return;
    this.#failures = 0;
    this.#connect();
  }

  close(): void {
    this.#ended = true;
    this.#drop();
  }

  #connect(): void {
    this.#drop();
    const source = this.#options.open();
    this.#hopeSince = Date.now();
    this.#source = source;
    for (const type of ["snapshot", "changes"]) {
      source.addEventListener(type, (message) => this.#receive(source, message as MessageEvent<string>));
    }
    source.addEventListener("open", () => this.#heard(source));
    source.addEventListener("ping", () => this.#heard(source));
    source.addEventListener("signed-out", () => this.#end(source));
    source.addEventListener("error", () => void this.#failed(source));
    this.#timer = setTimeout(() => this.#failed(source), SILENCE);
  }

  #receive(source: Source, message: MessageEvent<string>): void {
    if (!this.#heard(source)) return;
    this.#options.listener.event(JSON.parse(message.data) as LiveEvent);
  }

  /** Whether this is still the connection that counts. */
  #heard(source: Source): boolean {
    if (source !== this.#source) return false;
    this.#failures = 0;
    this.#hopeSince = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#failed(source), SILENCE);
    this.#options.listener.heard();
    return true;
  }

  #end(source: Source): void {
    if (source !== this.#source) return;
    this.close();
    this.#options.listener.signedOut();
  }

  async #failed(source: Source): Promise<void> {
    if (source !== this.#source) return;
    const refused = source.readyState === REFUSED;
    this.#drop();
    this.#options.listener.lost();
    const pause = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)] ?? 0;
    this.#timer = setTimeout(() => this.#connect(), pause);
    if (!refused) return;
    const signedOut = await this.#options.isSignedOut().catch(() => false);
    if (!signedOut || this.#ended) return;
    this.close();
    this.#options.listener.signedOut();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
