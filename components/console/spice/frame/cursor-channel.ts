import { Constants, type Message, SpiceCursorConn } from "./library.ts";

/** A pointer larger than this is shown by no browser. */
const MAX_SIDE = 128;
/** SPICE_CURSOR_FLAGS_* (spice-protocol's enums.h). */
const NONE = 1;
const CACHE_ME = 2;
const FROM_CACHE = 4;

/** Before the cursor itself: in INIT position, trail and visibility; in SET position and visibility (spice.proto, CursorChannel). */
const HEAD = { init: 9, set: 5 };
/** The cursor's header: unique u64, type u8, width, height, hot spot x and y, each u16. */
const HEADER_BYTES = 17;

/** A pointer as CSS takes it. */
type Shape = string;

/**
 * The client's cursor channel, with what it leaves out: the pointer that the guest had before, those it keeps in the
 * client's cache, and the black-and-white ones. It draws the others with red for blue.
 */
export class CursorChannel extends SpiceCursorConn {
  readonly #kept = new Map<bigint, Shape>();

  override process_channel_message(message: Message): boolean {
    const body = new DataView(message.data ?? new ArrayBuffer(0));
    switch (message.type) {
      case Constants.SPICE_MSG_CURSOR_INIT:
        return this.#show(body, HEAD.init);
      case Constants.SPICE_MSG_CURSOR_SET:
        return this.#show(body, HEAD.set);
      case Constants.SPICE_MSG_CURSOR_HIDE:
        return this.#hide();
      case Constants.SPICE_MSG_CURSOR_INVAL_ONE:
        return this.#kept.delete(body.getBigUint64(0, true)) || true;
      case Constants.SPICE_MSG_CURSOR_INVAL_ALL:
        this.#kept.clear();
        return true;
      default:
        return super.process_channel_message(message);
    }
  }

  #show(body: DataView<ArrayBuffer>, head: number): boolean {
    const visible = body.getUint8(head - 1) !== 0;
    const flags = body.getUint16(head, true);
    if (flags & NONE) return this.#hide();
    const at = head + 2;
    const unique = body.getBigUint64(at, true);
    const shape = flags & FROM_CACHE ? this.#kept.get(unique) : readShape(body, at);
    if (shape && flags & CACHE_ME) this.#keep(unique, shape);
    if (!shape || !visible) return this.#hide();
    point(shape);
    return true;
  }

  /** A hidden pointer is drawn by the guest itself, or not at all; a dot shows where the hand is, as it does over VNC. */
  #hide(): true {
    point(dot());
    return true;
  }

  #keep(unique: bigint, shape: Shape): void {
    if (this.#kept.size >= 256) this.#kept.clear();
    this.#kept.set(unique, shape);
  }
}

function point(shape: Shape): void {
  const screen = document.getElementById("screen");
  if (screen) screen.style.cursor = shape;
}

function readShape(body: DataView<ArrayBuffer>, at: number): Shape | undefined {
  const type = body.getUint8(at + 8);
  const [width, height, x, y] = [9, 11, 13, 15].map((offset) => body.getUint16(at + offset, true)) as [number, number, number, number];
  if (width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE) return undefined;
  const data = new Uint8Array(body.buffer, at + HEADER_BYTES);
  const colours = coloursOf(type, data, width, height);
  if (!colours) return undefined;
  return cursorOf(width, height, `${x} ${y}, default`, (context) => context.putImageData(new ImageData(colours, width, height), 0, 0));
}

function coloursOf(type: number, data: Uint8Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> | undefined {
  if (type === Constants.SPICE_CURSOR_TYPE_MONO) return maskedColours(data, width, height);
  if (type !== Constants.SPICE_CURSOR_TYPE_ALPHA || data.length < width * height * 4) return undefined;
  const colours = new Uint8ClampedArray(data.subarray(0, width * height * 4));
  for (let at = 0; at < colours.length; at += 4) colours.set([data[at + 2] ?? 0, data[at + 1] ?? 0, data[at] ?? 0], at);
  return colours;
}

/** A black-and-white pointer has an AND mask, then an XOR mask, a bit a pixel; what would invert the screen is drawn black. */
function maskedColours(masks: Uint8Array, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const stride = Math.ceil(width / 8);
  const bit = (start: number, x: number, y: number) => ((masks[start + y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
  const colours = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const keeps = bit(0, x, y);
      const inverts = bit(stride * height, x, y);
      const value = !keeps && inverts ? 255 : 0;
      colours.set([value, value, value, keeps && !inverts ? 0 : 255], 4 * (y * width + x));
    }
  }
  return colours;
}

/** A dark dot with a light rim, 5 pixels wide. */
function dot(): Shape {
  return cursorOf(5, 5, "2 2, crosshair", (context) => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 5, 5);
    context.fillStyle = "#000";
    context.fillRect(1, 1, 3, 3);
  });
}

function cursorOf(width: number, height: number, rest: string, draw: (context: CanvasRenderingContext2D) => void): Shape {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (context) draw(context);
  return `url(${canvas.toDataURL()}) ${rest}`;
}
