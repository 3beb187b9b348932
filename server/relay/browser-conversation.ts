import type { WebSocket } from "ws";
import { ByteQueue } from "#server/display/byte-queue.ts";
import type { Conversation } from "#server/display/conversation.ts";
import { OrielError } from "#server/errors.ts";

/** A browser is not read on while this much of what it said waits, in bytes: far more than any handshake has. */
const HELD_LIMIT = 16 * 1024;
/** How long a browser may take for its part of a handshake, in milliseconds. */
export const HANDSHAKE_DEADLINE_MS = 10_000;

/** A browser while it is spoken with by ourselves, over a WebSocket that nobody else listens to yet. */
export class BrowserConversation implements Conversation {
  readonly #ws: WebSocket;
  readonly #queue = new ByteQueue();
  readonly #deadline: NodeJS.Timeout;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on("message", this.#take);
    this.#deadline = setTimeout(() => this.fail(new OrielError("client-too-slow", "it did not begin in time")), HANDSHAKE_DEADLINE_MS);
  }

  /** Fails with what the conversation was ended by. */
  read(size: number): Promise<Buffer> {
    return this.#queue.read(size);
  }

  write(bytes: Buffer): void {
    this.#ws.send(bytes);
  }

  /** What is still to be read never comes. */
  fail(error: Error): void {
    clearTimeout(this.#deadline);
    this.#queue.fail(error);
  }

  /** Ends the conversation: what follows is for others. @returns what was sent and not read */
  handOver(): Buffer {
    clearTimeout(this.#deadline);
    this.#ws.off("message", this.#take);
    this.#ws.resume();
    return this.#queue.rest();
  }

  readonly #take = (data: Buffer, isBinary: boolean): void => {
    if (!isBinary) this.fail(new OrielError("client-protocol", "a text message in a handshake"));
    else this.#queue.push(data);
    if (this.#queue.size > HELD_LIMIT) this.#ws.pause();
  };
}
