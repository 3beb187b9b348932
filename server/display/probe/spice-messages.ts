import { OrielError } from "#server/errors.ts";
import { headers } from "../spice/message-header.ts";
import { DisplayBytes } from "./display-bytes.ts";
import type { LinkedChannel } from "./spice-link.ts";

/** Messages of every channel (spice-protocol, spice/enums.h). */
const SET_ACK = 3;
const PING = 4;
const ACK_SYNC = 1;
const ACK = 2;
const PONG = 3;

/** The most of a message that is kept, in bytes: more than the fields that are looked at. The rest is waited for and let go. */
const KEPT = 1024;

/** A message that has come whole: its number, and how it begins. */
export type SpiceMessage = { type: number; fields: Fields };

/** The beginning of a message's body. */
export class Fields {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws {OrielError} display-protocol where the message ends before, as {@link u8} does */
  u32(at: number): number {
    return this.#within(at, 4).readUInt32LE(at);
  }

  u8(at: number): number {
    return this.#within(at, 1).readUInt8(at);
  }

  slice(at: number, size: number): Buffer {
    return this.#within(at, size).subarray(at, at + size);
  }

  #within(at: number, size: number): Buffer {
    if (at + size > this.#bytes.length) throw new OrielError("display-protocol", `a SPICE message has no field at ${at}`);
    return this.#bytes;
  }
}

/** What is said on a SPICE channel. What every channel asks, it answers by itself: that we are there, and keep up. */
export class SpiceMessages {
  readonly #bytes: DisplayBytes;
  readonly #miniHeader: boolean;
  /** How many messages the server waits for an acknowledgement of; 0: it does not. */
  #window = 0;
  #unacknowledged = 0;
  #serial = 1;

  constructor(channel: LinkedChannel, signal: AbortSignal) {
    this.#bytes = new DisplayBytes(channel, signal);
    this.#miniHeader = channel.miniHeader;
  }

  /** The next message. @throws {OrielError} as {@link DisplayBytes.read} does */
  async next(): Promise<SpiceMessage> {
    for (;;) {
      const message = await this.#read();
      if (!this.#answers(message)) return message;
    }
  }

  send(type: number, body: Buffer = Buffer.alloc(0)): void {
    const { size, typeAt } = this.#miniHeader ? headers.mini : headers.full;
    const header = Buffer.alloc(size);
    this.#serial += 1;
    if (!this.#miniHeader) header.writeBigUInt64LE(BigInt(this.#serial));
    header.writeUInt16LE(type, typeAt);
    header.writeUInt32LE(body.length, typeAt + 2);
    this.#bytes.write(Buffer.concat([header, body]));
  }

  /** Closes the channel and waits until it is. */
  close(): Promise<void> {
    return this.#bytes.close();
  }

  async #read(): Promise<SpiceMessage> {
    const { size, typeAt } = this.#miniHeader ? headers.mini : headers.full;
    const header = await this.#bytes.read(size);
    const length = header.readUInt32LE(typeAt + 2);
    const kept = Math.min(length, KEPT);
    const fields = new Fields(await this.#bytes.read(kept));
    await this.#bytes.skip(length - kept);
    return { type: header.readUInt16LE(typeAt), fields };
  }

  #answers({ type, fields }: SpiceMessage): boolean {
    if (type === SET_ACK) {
      this.#window = fields.u32(4);
      this.#unacknowledged = 0;
      this.send(ACK_SYNC, fields.slice(0, 4));
      return true;
    }
    this.#unacknowledged += 1;
    if (this.#window > 0 && this.#unacknowledged >= this.#window) {
      this.#unacknowledged = 0;
      this.send(ACK);
    }
    if (type !== PING) return false;
    this.send(PONG, fields.slice(0, 12));
    return true;
  }
}
