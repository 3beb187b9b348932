import { MAX_SIDE } from "../protocol.ts";

/** Pixels of one picture, and of all surfaces together; 64 megapixels are 256 MiB. */
const MAX_PIXELS = 64 * 1024 * 1024;

/** spice-protocol's enums.h, SpiceImageType: those that the client decodes from sizes of their own. */
const BITMAP = 0;
const QUIC = 1;
const LZ_RGB = 101;
const CLIP_RECTS = 1;

/**
 * Refuses a size that no canvas has, before memory is asked for it.
 * @throws {RangeError}
 */
export function checkSize(width: number, height: number): void {
  const fits = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS;
  if (!fits) throw new RangeError(`a picture of ${width}x${height}`);
}

/** The sizes of a display's surfaces; guards their sum. */
export class Surfaces {
  readonly #pixels = new Map<number, number>();

  /**
   * Takes up a surface: the body of SPICE_MSG_DISPLAY_SURFACE_CREATE, id, width, height, format, flags, each u32.
   * @throws {RangeError} where it is too large, or all are together
   */
  add(body: DataView): void {
    const [id, width, height] = [0, 4, 8].map((at) => body.getUint32(at, true)) as [number, number, number];
    checkSize(width, height);
    this.#pixels.set(id, width * height);
    const all = [...this.#pixels.values()].reduce((sum, pixels) => sum + pixels, 0);
    if (all > 2 * MAX_PIXELS) throw new RangeError(`${all} pixels of surfaces`);
  }

  delete(id: number): void {
    this.#pixels.delete(id);
  }
}

/** Where a picture is drawn: left, top, right, bottom in pixels. */
export interface Box {
  surface: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Reads the start of every draw message (spice.proto, DisplayBase): surface u32, then top, left, bottom, right, each i32. */
export function boxOf(body: DataView): Box {
  const [top, left, bottom, right] = [4, 8, 12, 16].map((at) => body.getInt32(at, true)) as [number, number, number, number];
  return { surface: body.getUint32(0, true), left, top, right, bottom };
}

/**
 * Looks at the picture of a SPICE_MSG_DISPLAY_DRAW_COPY before the client decodes it: its sizes must be possible, and the
 * one that the decoder goes by must be the one that was announced. The client asks for memory, and counts, by what it reads.
 * @throws {RangeError}
 */
export function checkDrawCopy(body: DataView): void {
  const clips = body.getUint8(20) === CLIP_RECTS ? 4 + 16 * body.getUint32(21, true) : 0;
  const image = body.getUint32(21 + clips, true);
  if (image === 0) return;
  const type = body.getUint8(image + 8);
  const width = body.getUint32(image + 10, true);
  const height = body.getUint32(image + 14, true);
  checkSize(width, height);
  const same = (at: number, littleEndian: boolean) => {
    const [own, tall] = [body.getUint32(at, littleEndian), body.getUint32(at + 4, littleEndian)];
    if (own !== width || tall !== height) throw new RangeError(`a picture of ${own}x${tall} announced as ${width}x${height}`);
  };
  const data = image + 18;
  // Bitmap: format u8, flags u8, then x, y, stride. LZ: size u32, then big-endian magic, version, type, width, height.
  // QUIC: size u32, then little-endian magic, version, type, width, height (spice-common's lz.c and quic.c).
  if (type === BITMAP) {
    same(data + 2, true);
    if (body.getUint32(data + 10, true) !== 4 * width) throw new RangeError("rows of another length");
  } else if (type === LZ_RGB) same(data + 16, false);
  else if (type === QUIC) same(data + 16, true);
}
