import RFB from "@novnc/novnc";
import type { ClipboardFailure, Quality } from "../session.ts";
import { encodingsFor } from "./encodings.ts";
import { ExtendedClipboard, LONGEST_MESSAGE } from "./extended-clipboard.ts";

/** A desktop larger than this is a fault or an attack: 16,384 is the longest side a canvas has everywhere. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 64 * 1024 * 1024;

/** The characters for which a US keyboard needs Shift; their keysyms are their code points. */
const SHIFTED = /^[A-Z~!@#$%^&*()_+{}|:"<>?]$/;
const SHIFT_LEFT = 0xffe1;
const CAPS_LOCK = 0xffe5;
/** What noVNC calls a key that the browser has not placed on the keyboard (core/input/keyboard.js). */
const PLACELESS = /^(?:Unidentified|Platform\d+)$/;

/** What noVNC does not tell by its own events. */
interface ClientListener {
  /** A picture has been drawn. */
  frame(): void;
  resize(width: number, height: number): void;
  /** The display takes part in sharing the clipboard. */
  clipboardReady(): void;
  copied(text: string): void;
  clipboardFailed(why: ClipboardFailure): void;
}

/** What the console is for, as far as the client has to know. */
interface ClientOptions {
  quality: Quality;
  /** Whether there is a use of the display's clipboard. */
  clipboard: boolean;
}

/** noVNC, told what to ask of a display, made to report its frames, and kept from throwing into the page. */
export class VncClient extends RFB {
  readonly clipboard: ExtendedClipboard;
  readonly #listener: ClientListener;
  readonly #wantsClipboard: boolean;
  #quality: Quality;
  #painted = false;

  constructor(element: HTMLElement, socket: WebSocket, { quality, clipboard }: ClientOptions, listener: ClientListener) {
    super(element, socket, { shared: true });
    this.#quality = quality;
    this.#wantsClipboard = clipboard;
    this.#listener = listener;
    this.clipboard = new ExtendedClipboard((payload) => RFB.messages.clientCutText(this._sock, payload, true), {
      ready: () => listener.clipboardReady(),
      text: (text) => listener.copied(text),
      failed: (why) => listener.clipboardFailed(why),
    });
  }

  /** Takes effect at once where the display is connected, else when it connects. */
  setQuality(quality: Quality, connected: boolean): void {
    this.#quality = quality;
    if (!connected) return;
    this._sendEncodings();
    // Asks for the whole picture: what stands still would stay as it was sent before.
    RFB.messages.fbUpdateRequest(this._sock, false, 0, 0, this._fbWidth, this._fbHeight);
  }

  /** Releases every key that is down: noVNC does so only when the window loses the focus, not when the canvas does. */
  releaseKeys(): void {
    this._keyboard._allKeysUp();
  }

  /** Presses Caps Lock where the guest's is known to be on (QEMU's LED state, pseudo-encoding -261). */
  capsOff(): void {
    if (!this._remoteCapsLock) return;
    this.sendKey(CAPS_LOCK, "CapsLock");
    this._remoteCapsLock = null;
  }

  /**
   * A display finds the key of a bare keysym in its keymap, but presses no Shift for it (QEMU's ui/vnc.c, key_event: "A" and
   * "!" would arrive as "a" and "1"). So Shift goes with the characters that need it on a US keyboard.
   */
  override sendKey(keysym: number, code: string | null, down?: boolean): void {
    const placed = code !== null && !PLACELESS.test(code);
    const shifted = !placed && down !== undefined && SHIFTED.test(String.fromCodePoint(keysym & 0xffff));
    if (shifted && down) super.sendKey(SHIFT_LEFT, "ShiftLeft", true);
    super.sendKey(keysym, code, down);
    if (shifted && !down) super.sendKey(SHIFT_LEFT, "ShiftLeft", false);
  }

  protected override _sendEncodings(): void {
    RFB.messages.clientEncodings(this._sock, encodingsFor(this.#quality, { clipboard: this.#wantsClipboard }));
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

  /** In the place of noVNC's own, which requests whatever is copied in the guest, and unpacks it however long it is. */
  protected override _handleServerCutText(): boolean {
    if (this._sock.rQwait("cut text's header", 7, 1)) return false;
    this._sock.rQskipBytes(3);
    const length = this._sock.rQshift32() | 0;
    const bytes = Math.abs(length);
    if (bytes > LONGEST_MESSAGE) return this._fail(`cut text of ${bytes} bytes`);
    if (this._sock.rQwait("cut text", bytes, 8)) return false;
    const payload = this._sock.rQshiftBytes(bytes);
    if (length < 0 && this.#wantsClipboard) void this.clipboard.take(payload);
    return true;
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
