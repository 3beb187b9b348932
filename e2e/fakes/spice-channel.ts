import type { Duplex } from "node:stream";
import { u16, u32, u64 } from "./spice-protocol.ts";

/** A message as SPICE frames it: its number and what is in it. */
export type SpiceMessage = { type: number; body: Buffer };

/** Bytes that come over a stream, taken in order. */
export class Incoming {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** @throws {Error} where the stream ends before */
  async take(size: number): Promise<Buffer> {
    while (this.#held.length < size) {
      const { done, value } = await this.#chunks.next();
      if (done) throw new Error(`The stream ended with ${this.#held.length} of ${size} bytes.`);
      this.#held = Buffer.concat([this.#held, value]);
    }
    const taken = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
    return taken;
  }
}

export type ChannelLink = {
  stream: Duplex;
  incoming: Incoming;
  type: number;
  id: number;
  /** The session that its client said it belongs to; 0: a new one. */
  connectionId: number;
  /** Whether messages have the short header, which both sides must be able to. */
  mini: boolean;
  /** The first word of the client's capabilities for this channel. */
  caps: number;
};

/** One side of a channel whose link is done. The same framing serves server and client. */
export class SpiceChannel {
  readonly type: number;
  readonly id: number;
  readonly connectionId: number;
  readonly caps: number;
  /** What the other side has sent. */
  readonly received: SpiceMessage[] = [];
  readonly #link: ChannelLink;
  #serial = 0;

  constructor(link: ChannelLink) {
    this.#link = link;
    this.type = link.type;
    this.id = link.id;
    this.connectionId = link.connectionId;
    this.caps = link.caps;
  }

  get isOpen(): boolean {
    return !this.#link.stream.destroyed && this.#link.stream.writable;
  }

  send(type: number, ...body: Buffer[]): void {
    const size = body.reduce((sum, part) => sum + part.length, 0);
    this.#serial += 1;
    const head = this.#link.mini ? [u16(type), u32(size)] : [u64(this.#serial), u16(type), u32(size), u32(0)];
    this.sendRaw(Buffer.concat([...head, ...body]));
  }

  /** Bytes that need not be a message. */
  sendRaw(bytes: Buffer): void {
    if (this.isOpen) this.#link.stream.write(bytes);
  }

  close(): void {
    this.#link.stream.destroy();
  }

  /** Hands on each message that comes, until the stream ends. */
  async listen(onMessage: (message: SpiceMessage) => void): Promise<void> {
    for (;;) {
      const message = await this.#next().catch(() => null);
      if (!message) return;
      this.received.push(message);
      onMessage(message);
    }
  }

  async #next(): Promise<SpiceMessage> {
    const { incoming, mini } = this.#link;
    const head = await incoming.take(mini ? 6 : 18);
    const at = mini ? 0 : 8;
    return { type: head.readUInt16LE(at), body: await incoming.take(head.readUInt32LE(at + 2)) };
  }
}
