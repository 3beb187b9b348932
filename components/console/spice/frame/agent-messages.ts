/** spice/vd_agent.h, VDAgentMessage: protocol u32, type u32, opaque u64, size u32, then so many bytes. */
const HEADER_BYTES = 20;
const SIZE_AT = 16;

/** Puts the guest agent's messages together again: the server passes them on in pieces of at most 2 KiB. */
export class AgentMessages {
  readonly #longest: number;
  #held = new Uint8Array(0);
  /** Bytes of a message that is too long, and is let pass. */
  #skip = 0;

  /** @param longest bytes of the longest message that is read; a longer one is left out */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Takes the next piece. @returns the messages that are complete now, each with its header */
  push(piece: ArrayBuffer): ArrayBuffer[] {
    const skipped = Math.min(this.#skip, piece.byteLength);
    this.#skip -= skipped;
    this.#held = join(this.#held, new Uint8Array(piece, skipped));
    const complete: ArrayBuffer[] = [];
    while (this.#held.length >= HEADER_BYTES) {
      const size = HEADER_BYTES + new DataView(this.#held.buffer, this.#held.byteOffset).getUint32(SIZE_AT, true);
      if (size > this.#longest) {
        this.#skip = Math.max(0, size - this.#held.length);
        this.#held = this.#held.slice(size);
        continue;
      }
      if (this.#held.length < size) break;
      complete.push(this.#held.slice(0, size).buffer);
      this.#held = this.#held.slice(size);
    }
    return complete;
  }

  clear(): void {
    this.#held = new Uint8Array(0);
    this.#skip = 0;
  }
}

function join(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (first.length === 0) return second;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
