import { OrielError } from "#server/errors.ts";
import { headers } from "./message-header.ts";

/** Client messages of the main channel (spice-protocol, spice/enums.h) that change nothing in a guest. */
const passing = new Set([
  1, // SPICE_MSGC_ACK_SYNC
  2, // SPICE_MSGC_ACK
  3, // SPICE_MSGC_PONG
  6, // SPICE_MSGC_DISCONNECTING
  104, // SPICE_MSGC_MAIN_ATTACH_CHANNELS
]);

/** The longest message that passes, in bytes: a pong may carry what its ping carried. */
const PASSING_LIMIT = 512 * 1024;

/** Where a full header says that messages lie within the message. */
const SUB_LIST_AT = 14;

const NOTHING = Buffer.alloc(0);

/**
 * Parses what a client sends on its main channel and lets pass what a watcher may say: that it is there and keeps up. What goes
 * to the guest's agent (clipboard, files, the screen's size), and who moves its pointer, is dropped. Holds no more than a header.
 */
export class ViewFilter {
  readonly #header: (typeof headers)[keyof typeof headers];
  #held: Buffer = NOTHING;
  /** Bytes of the message under way that are still to come, and whether they pass. */
  #left = 0;
  #passes = false;

  constructor(miniHeader: boolean) {
    this.#header = miniHeader ? headers.mini : headers.full;
  }

  /**
   * Takes bytes, however they are cut.
   * @returns what the display gets of them and of those before
   * @throws {OrielError} client-protocol
   */
  push(chunk: Buffer): Buffer {
    const passed: Buffer[] = [];
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (bytes.length > 0 && this.#enter(bytes)) {
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.length;
      bytes = bytes.subarray(part.length);
      if (this.#passes) passed.push(part);
    }
    this.#held = bytes.length === 0 ? NOTHING : Buffer.from(bytes);
    return passed.length === 1 ? (passed[0] ?? NOTHING) : Buffer.concat(passed);
  }

  /** Whether the bytes belong to a message that can be dealt with: one that is under way, or one that begins here. */
  #enter(bytes: Buffer): boolean {
    if (this.#left > 0) return true;
    const { size, typeAt } = this.#header;
    if (bytes.length < size) return false;
    const length = bytes.readUInt32LE(typeAt + 2);
    if (size === headers.full.size && bytes.readUInt32LE(SUB_LIST_AT) !== 0)
      throw new OrielError("client-protocol", "messages within a message");
    this.#passes = passing.has(bytes.readUInt16LE(typeAt));
    if (this.#passes && length > PASSING_LIMIT) throw new OrielError("client-protocol", `a message claims to be ${length} bytes long`);
    this.#left = size + length;
    return true;
  }
}
