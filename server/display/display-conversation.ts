import type { Socket } from "node:net";
import { OrielError } from "#server/errors.ts";
import { ByteQueue, BytesEnded } from "./byte-queue.ts";
import type { Conversation } from "./conversation.ts";
import type { DisplaySocket, Sink } from "./display-socket.ts";

/** A display is not read on while this much of what it said waits, in bytes: far more than any handshake has. */
const HELD_LIMIT = 64 * 1024;

/** How long a display may take for the word that it has to say before it can be closed, in milliseconds. */
const LAST_WORD_MS = 5_000;

/** A display behind its handshake. */
export type OpenDisplay = {
  /** For everything but reading and closing. Paused. */
  stream: Socket;
  /** Closes it. */
  destroy(): void;
  /** Lets the display's bytes behind the handshake go to a sink, once the stream is resumed. */
  flow(sink: Sink): void;
};

/** A display while it is spoken with by ourselves: its handshake. It is not read before {@link begin}. */
export class DisplayConversation implements Conversation {
  readonly #display: DisplaySocket;
  readonly #queue = new ByteQueue();
  #deadline: NodeJS.Timeout | undefined;
  /** Bytes that it has to send before it can be closed. */
  #owed = 0;

  /** @param display connected, and paused */
  constructor(display: DisplaySocket) {
    this.#display = display;
    display.flow((bytes) => this.#take(bytes));
    display.socket.on("error", this.#fail).on("end", this.#fail).on("close", this.#fail);
  }

  /** Begins to read; all that is read takes at most this long. */
  begin(deadlineMs: number): void {
    const late = () => this.#queue.fail(new OrielError("display-unreachable", "it did not finish the handshake in time"));
    this.#deadline = setTimeout(late, deadlineMs);
    this.#display.socket.resume();
  }

  /** @throws {BytesEnded} {@link OrielError} display-unreachable */
  read(size: number): Promise<Buffer> {
    return this.#queue.read(size);
  }

  write(bytes: Buffer): void {
    this.#display.socket.write(bytes);
  }

  /** Ends the conversation: what follows is for others. */
  handOver(): OpenDisplay {
    const { socket } = this.#display;
    clearTimeout(this.#deadline);
    socket.pause();
    socket.off("end", this.#fail).off("close", this.#fail);
    return { stream: socket, flow: (sink) => this.#flow(sink), destroy: () => this.destroy() };
  }

  /** From now on it is not closed before it has sent so many bytes more, or is late with them. */
  keepUntilSent(size: number): void {
    this.#owed = size;
  }

  destroy(): void {
    const { socket } = this.#display;
    clearTimeout(this.#deadline);
    if (this.#owed <= 0 || socket.destroyed) {
      socket.destroy();
      return;
    }
    this.#queue.fail();
    this.#deadline = setTimeout(() => socket.destroy(), LAST_WORD_MS);
    socket.once("close", () => clearTimeout(this.#deadline));
    this.#display.flow((bytes) => {
      this.#owed -= bytes.length;
      if (this.#owed <= 0) socket.destroy();
    });
    socket.resume();
  }

  readonly #fail = (error?: Error | boolean): void =>
    this.#queue.fail(new BytesEnded(error instanceof Error ? error.message : "it closed", { cause: error }));

  #take(bytes: Buffer): void {
    this.#owed -= bytes.length;
    this.#queue.push(bytes);
    if (this.#queue.size > HELD_LIMIT) this.#display.socket.pause();
  }

  /** What was read before the pause took hold comes first. */
  #flow(sink: Sink): void {
    const first = this.#queue.rest();
    if (first.length > 0) sink(first);
    this.#display.flow((bytes) => {
      this.#owed -= bytes.length;
      if (this.#owed <= 0) this.#display.flow(sink);
      sink(bytes);
    });
  }
}
