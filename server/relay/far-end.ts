import type { Duplex } from "node:stream";
import type { Conversation } from "#server/display/conversation.ts";

/** How a protocol deals with a browser: what it says first, and what becomes of the browser's bytes. */
export type BrowserSide = {
  /** What the browser is sent before it says anything; may be empty. */
  readonly greeting: Buffer;
  /** Whether everything the browser sends goes to the machine as it is. Once true it stays so. */
  readonly copies: boolean;
  /** Whether the machine's bytes may reach the browser: not before a handshake is over. Once true it stays so. */
  readonly ready: boolean;
  /**
   * Takes what the browser sent, until `copies`.
   * @returns what to answer, in messages, and what goes on to the machine
   * @throws {OrielError} client-protocol
   */
  push(chunk: Buffer): { answers: readonly Buffer[]; onward: Buffer };
};

/** The machine's end of a console, ready: bytes to and from it, not flowing yet, and how its protocol deals with a browser. */
export type FarEnd = {
  /** Takes the browser's bytes, and tells how the machine's end fares. Paused. */
  stream: Duplex;
  /** Lets the machine's bytes go to a sink; they are valid during its call only. They flow when the stream is resumed. */
  flow(sink: (bytes: Buffer) => void): void;
  browserSide: BrowserSide;
  /** Frees it. */
  destroy(): void;
};

/** A machine's end that the browser itself has a part in getting ready, once it is answered: SPICE's, by its link message. */
export type UnlinkedEnd = {
  /**
   * Gets it ready.
   * @throws {OrielError} why it cannot be; it is freed then, and the browser told in the protocol's own way
   * @throws {BytesEnded} where the browser leaves
   */
  link(browser: Conversation): Promise<FarEnd>;
  /** Frees it, whether it is linked, being linked or not yet. */
  destroy(): void;
};

/** What was opened for a console. */
export type Opened = {
  far: FarEnd | UnlinkedEnd;
  /** The run of the machine that it belongs to. */
  runtimeId: number;
  /** Begins a further channel of the same console; absent where its protocol has none. */
  further?(): UnlinkedEnd;
};

const NOTHING = Buffer.alloc(0);

/** Bytes go both ways as they are. */
export const copying: BrowserSide = {
  greeting: NOTHING,
  copies: true,
  ready: true,
  push: (chunk) => ({ answers: [], onward: chunk }),
};

/** The machine's bytes reach the browser, the browser's bytes reach nobody. */
export const watching: BrowserSide = { greeting: NOTHING, copies: false, ready: true, push: () => ({ answers: [], onward: NOTHING }) };

/** The machine's bytes reach the browser, and of the browser's what a filter lets pass. */
export function filtering(filter: { push(chunk: Buffer): Buffer }): BrowserSide {
  return { greeting: NOTHING, copies: false, ready: true, push: (chunk) => ({ answers: [], onward: filter.push(chunk) }) };
}
