import RFB from "@novnc/novnc";
import type { ClipboardFailure, Placement, Point, PointerState, Quality, Size } from "../session.ts";
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

/**
 * How long a client that saves data lets a picture wait after the last, in ms. A display sends one for each that was asked for,
 * so it sends five in a second at most, and what changed more often in between is never sent.
 */
const SAVER_PAUSE = 200;

/** Why a desktop has a size: a client asked for it, this one (rfbproto, ExtendedDesktopSize: the rectangle's x). */
const ASKED_BY_US = 1;
/** What became of that (its y); QEMU has sent it on to the guest, which may follow later (ui/vnc.c, vnc_desktop_resize_ext). */
const DONE = 0;
const FORWARDED = 4;

/** Clicks of the wheel as buttons (RFC 6143, section 7.5.5; left and right: rfbproto). */
const WHEEL = { up: 1 << 3, down: 1 << 4, left: 1 << 5, right: 1 << 6 };

/** What noVNC does not tell by its own events. */
interface ClientListener {
  /** A picture has been drawn. */
  frame(): void;
  resize(size: Size): void;
  /** The display takes wishes for another size, or has refused one. */
  resizable(is: boolean): void;
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
  #placement: Placement | undefined;
  #mouse: PointerState = { x: 0, y: 0, buttons: 0 };
  #resizable = false;
  #pause: ReturnType<typeof setTimeout> | undefined;

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
    Object.assign(this._canvas.style, { position: "absolute", margin: "0" });
  }

  /** The size of the picture; null before there is one. */
  get picture(): Size | null {
    return this._fbWidth > 0 && this._fbHeight > 0 ? { width: this._fbWidth, height: this._fbHeight } : null;
  }

  place(placement: Placement): void {
    this.#placement = placement;
    const { x, y, crisp } = placement;
    Object.assign(this._canvas.style, { left: `${x}px`, top: `${y}px`, imageRendering: crisp ? "pixelated" : "auto" });
    this._updateScale();
  }

  /** Asks a display that can be resized for a size. */
  wish(size: Size): void {
    const { _fbWidth: width, _fbHeight: height } = this;
    if (!this.#resizable || (width === size.width && height === size.height)) return;
    RFB.messages.setDesktopSize(this._sock, size.width, size.height, this._screenID, this._screenFlags);
  }

  /** The mouse at a pixel of the picture. */
  point(state: PointerState): void {
    const { x: before, y: above, buttons } = this.#mouse;
    this.#mouse = state;
    const { x, y } = this.#place(state);
    const same = state.buttons === buttons;
    // A button goes down where the mouse is, and a guest may hear of the button before the place.
    if (same || before !== state.x || above !== state.y) this._handleMouseMove(x, y);
    if (!same) this._handleMouseButton(x, y, maskOf(state.buttons));
  }

  turn(clicks: Point): void {
    const { x, y } = this.#place(this.#mouse);
    const held = maskOf(this.#mouse.buttons);
    const turn = (count: number, wheel: number) => {
      for (let done = 0; done < count; done++) {
        this._handleMouseButton(x, y, held | wheel);
        this._handleMouseButton(x, y, held);
      }
    };
    turn(Math.abs(clicks.y), clicks.y < 0 ? WHEEL.up : WHEEL.down);
    turn(Math.abs(clicks.x), clicks.x < 0 ? WHEEL.left : WHEEL.right);
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
    if (this.#pause !== undefined) return;
    try {
      super._handleMessage();
    } catch (error) {
      this._fail(String(error));
    }
  }

  /** The page says how large the picture is. */
  protected override _updateScale(): void {
    this._display.scale = this.#placement?.scale ?? 1;
  }

  protected override _handleExtendedDesktopSize(): boolean {
    const { x: reason, y: status } = this._FBU;
    const done = super._handleExtendedDesktopSize();
    if (!done) return false;
    const can = reason !== ASKED_BY_US || status === DONE || status === FORWARDED;
    if (reason === ASKED_BY_US || !this.#resizable) this.#setResizable(can);
    return true;
  }

  #setResizable(is: boolean): void {
    if (is === this.#resizable) return;
    this.#resizable = is;
    this.#listener.resizable(is);
  }

  /** Where noVNC looks for a pixel: in its middle, so that no rounding makes it the one before. */
  #place({ x, y }: Point): Point {
    const { scale } = this._display;
    return { x: (x + 0.5) * scale, y: (y + 0.5) * scale };
  }

  protected override _resize(width: number, height: number): void {
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) throw new RangeError(`a desktop of ${width}x${height}`);
    super._resize(width, height);
    this.#listener.resize({ width, height });
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
      if (this.#quality === "saver") this.#rest();
    }
    return done;
  }

  /** Leaves what arrives where it is for a while. */
  #rest(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this._rfbConnectionState === "connected" && !this._sock.rQwait("message", 1)) this._handleMessage();
    }, SAVER_PAUSE);
  }
}

/** RFB counts the buttons from left to right, `MouseEvent.buttons` has the right one second. */
function maskOf(buttons: number): number {
  return (buttons & 1) | ((buttons & 4) >> 1) | ((buttons & 2) << 1);
}
