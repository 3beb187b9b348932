import { OrielError } from "#server/errors.ts";
import type { Size } from "../screen-size.ts";

export type Rectangle = Size & { x: number; y: number };

/** Far above what a server's rectangles leave in pieces, which come row by row: a bound on the work for each. */
const PIECES_LIMIT = 1000;

/** The part of a framebuffer of which no pixel has come yet. */
export class Uncovered {
  readonly #size: Size;
  #pieces: Rectangle[];

  constructor(size: Size) {
    this.#size = size;
    this.#pieces = size.width * size.height === 0 ? [] : [{ x: 0, y: 0, ...size }];
  }

  /** Whether the whole of a framebuffer has come; one of no size never has. */
  get isComplete(): boolean {
    return this.#pieces.length === 0 && this.#size.width * this.#size.height > 0;
  }

  /** @throws {OrielError} display-protocol where the rectangle is not within the framebuffer, or where they come in all too many pieces */
  cover(rectangle: Rectangle): void {
    const { x, y, width, height } = rectangle;
    if (x + width > this.#size.width || y + height > this.#size.height)
      throw new OrielError(
        "display-protocol",
        `a rectangle of ${width} x ${height} at ${x}, ${y} in a screen of ${this.#size.width} x ${this.#size.height}`,
      );
    this.#pieces = this.#pieces.flatMap((piece) => without(piece, rectangle));
    if (this.#pieces.length > PIECES_LIMIT) throw new OrielError("display-protocol", "its picture comes in too many pieces");
  }
}

/** What is left of a rectangle outside another: above, below, left and right of it. */
function without(piece: Rectangle, taken: Rectangle): Rectangle[] {
  const [right, bottom] = [piece.x + piece.width, piece.y + piece.height];
  const left = Math.max(piece.x, taken.x);
  const top = Math.max(piece.y, taken.y);
  const takenRight = Math.min(right, taken.x + taken.width);
  const takenBottom = Math.min(bottom, taken.y + taken.height);
  if (left >= takenRight || top >= takenBottom) return [piece];
  return [
    { x: piece.x, y: piece.y, width: piece.width, height: top - piece.y },
    { x: piece.x, y: takenBottom, width: piece.width, height: bottom - takenBottom },
    { x: piece.x, y: top, width: left - piece.x, height: takenBottom - top },
    { x: takenRight, y: top, width: right - takenRight, height: takenBottom - top },
  ].filter(({ width, height }) => width > 0 && height > 0);
}
