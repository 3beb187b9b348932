import { headers } from "./message-header.ts";

/** SPICE_MSG_MAIN_INIT (spice-protocol, spice/enums.h); its first field is the session's id. */
const MAIN_INIT = 103;
const ID_SIZE = 4;

/**
 * Finds the id of a session in what a display says on its main channel: that of the message by which it begins, before or behind
 * which others may come. Holds no more than a header's bytes.
 */
export class SessionIdReader {
  readonly #header: (typeof headers)[keyof typeof headers];
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of a message of another kind that are still to come. */
  #skip = 0;
  #id: number | null = null;

  constructor(miniHeader: boolean) {
    this.#header = miniHeader ? headers.mini : headers.full;
  }

  /** The id; null while it is not known. */
  get id(): number | null {
    return this.#id;
  }

  /** Takes what the display said, however it is cut. Bytes behind the id are not looked at. */
  push(chunk: Buffer): void {
    let at = 0;
    while (this.#id === null && at < chunk.length) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        at += skipped;
      } else {
        const wanted = this.#wanted() - this.#held.length;
        this.#held = Buffer.concat([this.#held, chunk.subarray(at, at + wanted)]);
        at += wanted;
        this.#read();
      }
    }
  }

  /** A header, and of the message that is looked for also its first field. */
  #wanted(): number {
    return this.#header.size + (this.#held.length >= this.#header.size ? ID_SIZE : 0);
  }

  #read(): void {
    const { size, typeAt } = this.#header;
    if (this.#held.length < size) return;
    const length = this.#held.readUInt32LE(typeAt + 2);
    const isInit = this.#held.readUInt16LE(typeAt) === MAIN_INIT && length >= ID_SIZE;
    if (isInit && this.#held.length < size + ID_SIZE) return;
    if (isInit) this.#id = this.#held.readUInt32LE(size);
    this.#skip = length;
    this.#held = Buffer.alloc(0);
  }
}
