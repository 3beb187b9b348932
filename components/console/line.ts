import type { Pass } from "#server/contract/console.ts";
import { type Companion, type NoteFromRelay, type NoteToRelay, noteFromRelay } from "#server/contract/console-note.ts";

/** How often the relay is asked for an answer, in ms. */
const PACE = 5_000;
/** How long it may take to answer, in ms: on a line that is merely slow, and where it was just said that something is different. */
const PATIENCE = 15_000;
const SHORT_PATIENCE = 2_000;

/** Who has the machine open, as the relay says it. */
export interface CompanyOf {
  people: readonly Companion[];
  mayTakeOver: boolean;
}

interface LineView {
  /** The last answer's, in ms; null before there is one. */
  roundTrip: number | null;
  company: CompanyOf;
}

interface LineListener {
  /** The relay does not answer any more, though nobody has closed anything. */
  dead(): void;
  /** The machine was handed over to this console. */
  yours(from: string): void;
}

const nobody: CompanyOf = { people: [], mayTakeOver: false };

/**
 * What page and relay say to each other beside a console's bytes (console-note.ts): whether the connection is alive and how long an
 * answer takes, and who else is there.
 */
export class Line {
  /** Bytes that have come on all of the console's sockets. */
  bytesDown = 0;
  readonly #listeners = new Set<() => void>();
  #view: LineView = { roundTrip: null, company: nobody };
  #socket: WebSocket | undefined;
  #listener: LineListener | undefined;
  #asked = 0;
  #pings = new Map<number, number>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** When the relay is taken for gone, unless something comes, in ms of `performance.now`. */
  #due = Number.POSITIVE_INFINITY;

  get view(): LineView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes a socket of the console; the first one carries the notes. To be called before anybody else listens to it. */
  add(socket: WebSocket): void {
    this.#socket ??= socket;
    socket.addEventListener("message", (event) => {
      // Whatever comes says that the connection is alive: on a slow one an answer may wait behind much else.
      this.#alive();
      if (typeof event.data !== "string") this.bytesDown += event.data.byteLength;
      else {
        event.stopImmediatePropagation();
        this.#heard(event.data);
      }
    });
  }

  /** Begins, once the console is connected. */
  start(listener: LineListener): void {
    this.#listener = listener;
    this.#timer = setInterval(() => this.#ping(PATIENCE), PACE);
    this.#ping(PATIENCE);
  }

  /** Asks at once, with little patience: the computer has woken, or the network is another. */
  check(): void {
    if (this.#listener) this.#ping(SHORT_PATIENCE);
  }

  handOver(to: string): void {
    this.#say({ type: "hand-over", to });
  }

  stop(): void {
    this.#listener = undefined;
    clearInterval(this.#timer);
    this.#alive();
  }

  #ping(patience: number): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const id = this.#asked++;
    const now = performance.now();
    this.#pings.set(id, now);
    // What was promised before holds, unless this is due sooner.
    if (now + patience < this.#due) {
      clearTimeout(this.#deadline);
      this.#due = now + patience;
      this.#deadline = setTimeout(() => this.#die(), patience);
    }
    this.#say({ type: "ping", id });
  }

  #alive(): void {
    clearTimeout(this.#deadline);
    this.#due = Number.POSITIVE_INFINITY;
  }

  #die(): void {
    const listener = this.#listener;
    this.stop();
    listener?.dead();
  }

  #say(note: NoteToRelay): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(note));
  }

  #heard(text: string): void {
    const note = noteFromRelay.safeParse(parsed(text));
    if (note.success) this.#take(note.data);
  }

  #take(note: NoteFromRelay): void {
    if (note.type === "pong") this.#answered(note.id);
    else if (note.type === "company") this.#show({ company: { people: note.people, mayTakeOver: note.mayTakeOver } });
    else this.#listener?.yours(note.from);
  }

  #answered(id: number): void {
    const since = this.#pings.get(id);
    if (since === undefined) return;
    this.#pings.clear();
    this.#show({ roundTrip: performance.now() - since });
  }

  #show(change: Partial<LineView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const lines = new WeakMap<Pass, Line>();

/** The line of the console that a pass opens. */
export function lineOf(pass: Pass): Line {
  const line = lines.get(pass) ?? new Line();
  lines.set(pass, line);
  return line;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
