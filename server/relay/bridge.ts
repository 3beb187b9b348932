import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { type ErrorCode, isOrielError } from "#server/errors.ts";
import type { FarEnd } from "./far-end.ts";
import { writeBinary } from "./frame.ts";

/** The machine is not read while more than this waits for the browser, in bytes; one read (128 KiB) may come on top. */
export const HIGH_WATER = 256 * 1024;

/** How a console ended: by the browser (with the close code it gave), by the machine (with an error or not), or by the relay. */
export type End =
  | { by: "browser"; closeCode: number }
  | { by: "machine"; error: Error | null }
  | { by: "relay"; code: ErrorCode; details?: string | undefined };

/**
 * One console's bytes between a browser's WebSocket and the machine. Each side is read only as fast as the other takes it.
 * Kept small: a thousand idle ones are a thousand of these.
 */
export class Bridge {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #far: FarEnd;
  readonly #onEnd: (end: End) => void;
  readonly #onText: (text: Buffer) => void;
  #ended = false;
  /** What the machine said before the browser was ready for it; then it is not read on. */
  #early: Buffer | null = null;
  /** Pings that nothing answered yet. */
  #unanswered = 0;
  /** Bytes towards the browser, and from it to the machine. */
  bytesDown = 0;
  bytesUp = 0;

  /**
   * @param ws open, and nobody listens to it yet
   * @param socket the one under it
   * @param onEnd called once, when the console has ended; the browser's side is still to be closed where it did not end it
   * @param onText takes the browser's text messages, which are not the machine's; throws OrielError where it will not
   */
  constructor(ws: WebSocket, socket: Socket, far: FarEnd, onEnd: (end: End) => void, onText: (text: Buffer) => void) {
    this.#ws = ws;
    this.#socket = socket;
    this.#far = far;
    this.#onEnd = onEnd;
    this.#onText = onText;
  }

  /** Lets the bytes flow. `early`: what the browser sent and nobody has read yet. */
  start(early?: Buffer): void {
    const { stream, flow, browserSide } = this.#far;
    this.#ws.on("message", (data: Buffer, isBinary) => (isBinary ? this.#fromBrowser(data) : this.#noted(data)));
    this.#ws.on("pong", () => this.#heard());
    this.#ws.on("close", (code) => this.#end({ by: "browser", closeCode: code }));
    this.#ws.on("error", () => this.#end({ by: "relay", code: "client-protocol" }));
    this.#socket.on("drain", () => this.#browserDrained());
    stream.on("drain", () => this.#ws.resume());
    stream.on("error", (error) => this.#end({ by: "machine", error }));
    stream.on("close", () => this.#end({ by: "machine", error: null }));
    stream.on("end", () => this.#end({ by: "machine", error: null }));
    if (browserSide.greeting.length > 0) this.#ws.send(browserSide.greeting);
    stream.resume();
    flow((bytes) => this.#fromMachine(bytes));
    if (early && early.length > 0) this.#fromBrowser(early);
    if (stream.destroyed) this.#end({ by: "machine", error: stream.errored });
  }

  /**
   * Asks the browser whether it is there.
   * @returns false where it has not answered twice. A browser that is not read, because the machine is slow, cannot answer.
   */
  ping(): boolean {
    if (this.#ended) return true;
    if (this.#unanswered >= 2) return false;
    if (!this.#ws.isPaused) this.#unanswered++;
    this.#ws.ping();
    return true;
  }

  /** Says something beside the machine's bytes. */
  say(text: string): void {
    if (!this.#ended) this.#ws.send(text);
  }

  /** Ends the console from our side. */
  end(code: ErrorCode): void {
    this.#end({ by: "relay", code });
  }

  #fromMachine(bytes: Buffer): void {
    this.bytesDown += bytes.length;
    if (this.#far.browserSide.ready) {
      writeBinary(this.#socket, bytes);
      if (this.#socket.writableLength > HIGH_WATER) this.#far.stream.pause();
    } else this.#hold(bytes);
  }

  /** Keeps what comes too early; a pipe that was filled already may bring more than once. */
  #hold(bytes: Buffer): void {
    this.#early = Buffer.concat([this.#early ?? Buffer.alloc(0), bytes]);
    this.#far.stream.pause();
  }

  #release(early: Buffer): void {
    this.#early = null;
    writeBinary(this.#socket, early);
    this.#browserDrained();
  }

  #browserDrained(): void {
    if (!this.#ended && this.#early === null && this.#far.stream.isPaused()) this.#far.stream.resume();
  }

  #fromBrowser(data: Buffer): void {
    if (this.#ended) return;
    this.#heard();
    const { browserSide } = this.#far;
    if (browserSide.copies) this.#toMachine(data);
    else this.#parse(data);
  }

  #noted(text: Buffer): void {
    if (this.#ended) return;
    this.#heard();
    try {
      this.#onText(text);
    } catch (error) {
      this.#end({ by: "relay", code: isOrielError(error) ? error.code : "internal" });
    }
  }

  #parse(data: Buffer): void {
    try {
      const { answers, onward } = this.#far.browserSide.push(data);
      for (const answer of answers) this.#ws.send(answer);
      if (onward.length > 0) this.#toMachine(onward);
      if (this.#early && this.#far.browserSide.ready) this.#release(this.#early);
    } catch (error) {
      this.#end({ by: "relay", code: isOrielError(error) ? error.code : "internal" });
    }
  }

  #toMachine(bytes: Buffer): void {
    this.bytesUp += bytes.length;
    if (!this.#far.stream.write(bytes)) this.#ws.pause();
  }

  #heard(): void {
    this.#unanswered = 0;
  }

  #end(end: End): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#far.destroy();
    this.#onEnd(end);
  }
}
