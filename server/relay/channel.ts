import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { type ErrorCode, isOrielError } from "#server/errors.ts";
import { Bridge, type End } from "./bridge.ts";
import { BrowserConversation } from "./browser-conversation.ts";
import { closeSocket } from "./close-socket.ts";
import type { FarEnd, UnlinkedEnd } from "./far-end.ts";

/** One WebSocket of a console and its end at the machine, which may have to be linked before bytes flow. */
export class Channel {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #far: FarEnd | UnlinkedEnd;
  readonly #onEnd: (end: End) => void;
  readonly #onText: (text: Buffer) => void;
  #bridge: Bridge | null = null;
  #linking: BrowserConversation | null = null;
  #ended = false;

  /**
   * @param ws open, and nobody listens to it yet
   * @param socket the one under it
   * @param onEnd called once; the browser's side is still to be closed where it did not end it
   * @param onText takes the browser's text messages; throws OrielError where it will not
   */
  constructor(ws: WebSocket, socket: Socket, far: FarEnd | UnlinkedEnd, onEnd: (end: End) => void, onText: (text: Buffer) => void) {
    this.#ws = ws;
    this.#socket = socket;
    this.#far = far;
    this.#onEnd = onEnd;
    this.#onText = onText;
  }

  /** Bytes towards the browser behind the link, and from it to the machine. */
  get bytesDown(): number {
    return this.#bridge?.bytesDown ?? 0;
  }
  get bytesUp(): number {
    return this.#bridge?.bytesUp ?? 0;
  }

  /** Lets it be linked, where it has to be, and the bytes flow. */
  start(): void {
    if ("link" in this.#far) this.#link(this.#far);
    else this.#flow(this.#far);
  }

  /**
   * Asks the browser whether it is there.
   * @returns false where it has not answered twice
   */
  ping(): boolean {
    return this.#bridge?.ping() ?? true;
  }

  /** Says something beside the machine's bytes, once they flow. */
  say(text: string): void {
    this.#bridge?.say(text);
  }

  /** Ends it from our side. */
  end(code: ErrorCode): void {
    if (this.#bridge) this.#bridge.end(code);
    else this.#end({ by: "relay", code });
  }

  /** Tells the browser why it ended; null: in order. Resolves when its side is closed. */
  close(code: ErrorCode | null): Promise<void> {
    return closeSocket(this.#ws, code);
  }

  async #link(unlinked: UnlinkedEnd): Promise<void> {
    const browser = new BrowserConversation(this.#ws);
    const onClose = (closeCode: number) => this.#end({ by: "browser", closeCode });
    const onError = () => this.#end({ by: "relay", code: "client-protocol" });
    this.#linking = browser;
    this.#ws.on("close", onClose).on("error", onError);
    try {
      const far = await unlinked.link(browser);
      if (this.#ended) return far.destroy();
      this.#linking = null;
      this.#ws.off("close", onClose).off("error", onError);
      this.#flow(far, browser.handOver());
    } catch (error) {
      this.#end(isOrielError(error) ? { by: "relay", code: error.code, details: error.details } : { by: "relay", code: "internal" });
    }
  }

  #flow(far: FarEnd, early?: Buffer): void {
    this.#bridge = new Bridge(this.#ws, this.#socket, far, (end) => this.#end(end), this.#onText);
    this.#bridge.start(early);
  }

  #end(end: End): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#far.destroy();
    this.#linking?.fail(new Error("it has ended"));
    this.#onEnd(end);
  }
}
