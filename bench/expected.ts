import { colourAt, type Picture } from "#e2e/support/picture.ts";

/** What a full first frame looks like: the colours of some pixels ("rrggbb"), from the top to the bottom. */
export type Expected = { width: number; height: number; pixels: { x: number; y: number; colour: string }[] };

/** How many pixels are compared, evenly over the picture. */
const GRID = { columns: 16, rows: 10 };

/** What a canvas must look like that shows a picture. */
export function expectedOf(picture: Picture): Expected {
  const { width, height } = picture;
  const { columns, rows } = GRID;
  const pixels = Array.from({ length: columns * rows }, (_, index) => {
    const x = Math.floor(((index % columns) + 0.5) * (width / columns));
    const y = Math.floor((Math.floor(index / columns) + 0.5) * (height / rows));
    return { x, y, colour: colourAt(picture, x, y) };
  });
  return { width, height, pixels };
}
