import type { Socket } from "node:net";
import { OrielError } from "#server/errors.ts";
import { ByteQueue } from "../byte-queue.ts";
import type { OpenDisplay } from "../display-conversation.ts";

/** A display is not read on while this much of what it said waits, in bytes. */
const HELD_LIMIT = 64 * 1024;
/** What is let go is taken in pieces of so many bytes. */
const PIECE = 32 * 1024;
/** The most that a display may say, in bytes: the largest screen that is taken, twice. */
const TOTAL_LIMIT = 2 ** 29;

/** What a display says behind its handshake, in order: fields are read, and the pixels of a picture let go. */
export class DisplayBytes {
  readonly #queue = new ByteQueue();
  readonly #display: OpenDisplay;
  #total = 0;
  #ended = false;

  /** @param signal ends it: whoever waits then gets display-silent */
  constructor(display: OpenDisplay, signal: AbortSignal) {
    this.#display = display;
    const { stream } = display;
    const late = () => this.#end(new OrielError("display-silent"));
    const closed = () => this.#end(new OrielError("display-closed"));
    signal.addEventListener("abort", late, { once: true });
    stream.on("error", closed).on("end", closed).once("close", closed);
    stream.once("close", () => signal.removeEventListener("abort", late));
    display.flow((bytes) => this.#take(bytes));
    if (stream.destroyed) closed();
    else if (signal.aborted) late();
    else stream.resume();
  }

  /** @throws {OrielError} display-closed, display-silent, display-protocol where it says too much */
  async read(size: number): Promise<Buffer> {
    const bytes = await this.#queue.read(size);
    if (this.#queue.size <= HELD_LIMIT && !this.#ended) this.#display.stream.resume();
    return bytes;
  }

  /** Waits for so many bytes and lets them go. @throws {OrielError} as {@link read} does */
  async skip(size: number): Promise<void> {
    for (let left = size; left > 0; left -= PIECE) await this.read(Math.min(left, PIECE));
  }

  write(bytes: Buffer): void {
    this.#display.stream.write(bytes);
  }

  /** Closes the display and waits until it is. */
  close(): Promise<void> {
    return closeDisplay(this.#display);
  }

  /** No more is read: also from a display that never stops talking. */
  #end(error: OrielError): void {
    this.#ended = true;
    this.#display.stream.pause();
    this.#queue.fail(error);
  }

  #take(bytes: Buffer): void {
    this.#total += bytes.length;
    if (this.#total > TOTAL_LIMIT) this.#end(new OrielError("display-protocol", `it said more than ${TOTAL_LIMIT} bytes`));
    if (this.#ended) return;
    this.#queue.push(bytes);
    if (this.#queue.size > HELD_LIMIT) this.#display.stream.pause();
  }
}

/** Closes a display and waits until its socket is. */
export function closeDisplay({ stream, destroy }: { stream: Socket; destroy(): void }): Promise<void> {
  if (stream.closed) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once("close", () => resolve());
    destroy();
  });
}
