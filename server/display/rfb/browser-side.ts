import type { ClientFilter } from "./client-filter.ts";
import { Downstream } from "./downstream.ts";

const NOTHING = Buffer.alloc(0);

/** The relay's end of a VNC console towards the browser: the handshake first, then a filter of what the browser says, or none. */
export class RfbBrowserSide {
  #handshake: Downstream | null;
  readonly #filter: ClientFilter | null;
  readonly greeting: Buffer;

  /** @param serverInit the display's own ServerInit message; @param filter null: all that the browser says goes to the display */
  constructor(serverInit: Buffer, filter: ClientFilter | null) {
    this.#handshake = new Downstream(serverInit);
    this.#filter = filter;
    this.greeting = this.#handshake.greeting;
  }

  /** Whether all that comes from the browser goes to the display as it is. */
  get copies(): boolean {
    return this.#handshake === null && this.#filter === null;
  }

  /** Whether the handshake with the browser is over: what the display says by itself, a bell, must not come into it. */
  get ready(): boolean {
    return this.#handshake === null;
  }

  /**
   * Takes what the browser sent.
   * @returns what to answer, in messages, and what goes on to the display
   * @throws {OrielError} client-protocol
   */
  push(chunk: Buffer): { answers: readonly Buffer[]; onward: Buffer } {
    if (this.#handshake === null) return { answers: [], onward: this.#onward(chunk) };
    const { answers, rest } = this.#handshake.push(chunk);
    if (!this.#handshake.done) return { answers, onward: NOTHING };
    this.#handshake = null;
    return { answers, onward: this.#onward(rest) };
  }

  #onward(bytes: Buffer): Buffer {
    return this.#filter === null || bytes.length === 0 ? bytes : this.#filter.push(bytes);
  }
}
