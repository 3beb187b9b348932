import { DeadlineError, type LibvirtError } from "./error.ts";

/** A call as the table keeps it. */
export type PendingCall = {
  /** Milliseconds, waiting for its turn included. */
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  /** What it is, for error texts. */
  label: string;
  /** Puts the call on the wire under this serial number. */
  send: (serial: number) => void;
  /** Its answer came in time: an error, or the payload. */
  answered: (answer: Buffer | LibvirtError) => void;
  /** It was given up: deadline, abort, or a lost link. */
  failed: (error: unknown) => void;
  /** It worked, but the answer came after it was given up. */
  late?: ((serial: number) => void) | undefined;
};

type Entry = { call: PendingCall; serial: number; over: boolean; stop: () => void };

/**
 * The calls of one connection: at most `limit` with the daemon, the rest waiting in order. A call that was given up keeps
 * its slot until its answer comes, for the daemon still works at it; those behind it are given up by their own deadlines.
 */
export class CallTable {
  readonly #limit: number;
  readonly #sent = new Map<number, Entry>();
  readonly #waiting = new Set<Entry>();
  #serial = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether every slot is held by a call that was given up: nothing can pass until the daemon answers one. */
  get stalled(): boolean {
    if (this.#sent.size < this.#limit) return false;
    for (const entry of this.#sent.values()) if (!entry.over) return false;
    return true;
  }

  add(call: PendingCall): void {
    if (call.signal?.aborted) {
      call.failed(call.signal.reason);
      return;
    }
    const entry: Entry = { call, serial: 0, over: false, stop: () => {} };
    const expire = () => this.#giveUp(entry, new DeadlineError(`${call.label} was not answered within ${call.deadlineMs} ms`));
    const abort = () => this.#giveUp(entry, call.signal?.reason);
    const timer = setTimeout(expire, call.deadlineMs);
    call.signal?.addEventListener("abort", abort, { once: true });
    entry.stop = () => {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", abort);
    };
    this.#waiting.add(entry);
    this.#sendWaiting();
  }

  /** Takes the answer to the call of this serial number; one that nobody waits for is ignored. */
  answer(serial: number, answer: Buffer | LibvirtError): void {
    const entry = this.#sent.get(serial);
    if (!entry) return;
    this.#sent.delete(serial);
    this.#sendWaiting();
    if (entry.over) {
      if (Buffer.isBuffer(answer)) entry.call.late?.(serial);
      return;
    }
    this.#settle(entry);
    entry.call.answered(answer);
  }

  /** Gives every call up. */
  failAll(error: unknown): void {
    const open = [...this.#sent.values(), ...this.#waiting].filter((entry) => !entry.over);
    this.#sent.clear();
    this.#waiting.clear();
    for (const entry of open) {
      this.#settle(entry);
      entry.call.failed(error);
    }
  }

  #giveUp(entry: Entry, error: unknown): void {
    this.#waiting.delete(entry);
    this.#settle(entry);
    entry.call.failed(error);
  }

  #settle(entry: Entry): void {
    entry.over = true;
    entry.stop();
  }

  #sendWaiting(): void {
    for (const entry of this.#waiting) {
      if (this.#sent.size >= this.#limit) return;
      this.#waiting.delete(entry);
      entry.serial = this.#nextSerial();
      this.#sent.set(entry.serial, entry);
      entry.call.send(entry.serial);
    }
  }

  /** Serial numbers are 32 bits wide; 0 belongs to events and keepalive. */
  #nextSerial(): number {
    do this.#serial = (this.#serial + 1) >>> 0;
    while (this.#serial === 0 || this.#sent.has(this.#serial));
    return this.#serial;
  }
}
