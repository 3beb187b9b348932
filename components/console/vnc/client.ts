import RFB from "@novnc/novnc";
import type { Quality } from "../session.ts";
import { encodingsFor } from "./encodings.ts";

/** A desktop larger than this is a fault or an attack: 16,384 is the longest side a canvas has everywhere. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 64 * 1024 * 1024;

/** What noVNC does not tell by its own events. */
interface ClientListener {
  /** A picture has been drawn. */
  frame(): void;
  resize(width: number, height: number): void;
}

/** noVNC, told what to ask of a display, made to report its frames, and kept from throwing into the page. */
export class VncClient extends RFB {
  readonly #listener: ClientListener;
  #quality: Quality;
  #painted = false;

  constructor(element: HTMLElement, socket: WebSocket, quality: Quality, listener: ClientListener) {
    super(element, socket, { shared: true });
    this.#quality = quality;
    this.#listener = listener;
  }

  /** Takes effect with the next update where the display is connected, else when it connects. */
  setQuality(quality: Quality, connected: boolean): void {
    this.#quality = quality;
    if (connected) this._sendEncodings();
  }

  /** Releases every key that is down: noVNC does so only when the window loses the focus, not when the canvas does. */
  releaseKeys(): void {
    this._keyboard._allKeysUp();
  }

  protected override _sendEncodings(): void {
    RFB.messages.clientEncodings(this._sock, encodingsFor(this.#quality));
  }

  protected override _handleMessage(): void {
    try {
      super._handleMessage();
    } catch (error) {
      this._fail(String(error));
    }
  }

  protected override _resize(width: number, height: number): void {
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) throw new RangeError(`a desktop of ${width}x${height}`);
    super._resize(width, height);
    this.#listener.resize(width, height);
  }

  protected override _handleDataRect(): boolean {
    const done = super._handleDataRect();
    this.#painted ||= done;
    return done;
  }

  protected override _framebufferUpdate(): boolean {
    const done = super._framebufferUpdate();
    if (done && this.#painted) {
      this.#painted = false;
      this.#listener.frame();
    }
    return done;
  }
}
