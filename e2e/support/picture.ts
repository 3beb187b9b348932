import { PNG } from "pngjs";

/** Pixels, 4 bytes each: red, green, blue and one that says nothing here. */
export type Picture = { width: number; height: number; data: Buffer };

export function decodePng(png: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(png);
  return { width, height, data };
}

export function encodePng({ width, height, data }: Picture): Buffer {
  return PNG.sync.write(Object.assign(new PNG({ width, height }), { data }));
}

export type Difference = { pixels: number; first: { x: number; y: number; left: string; right: string } | null; sizes: string | null };

/** In which pixels two pictures differ. Pictures of different sizes differ in all. */
export function differenceOf(left: Picture, right: Picture): Difference {
  if (left.width !== right.width || left.height !== right.height) {
    const sizes = `${left.width}x${left.height} and ${right.width}x${right.height}`;
    return { pixels: Math.max(left.width * left.height, right.width * right.height), first: null, sizes };
  }
  const difference: Difference = { pixels: 0, first: null, sizes: null };
  for (let at = 0; at < left.data.length; at += 4) {
    if (left.data.readUIntBE(at, 3) === right.data.readUIntBE(at, 3)) continue;
    difference.pixels += 1;
    difference.first ??= {
      x: (at / 4) % left.width,
      y: Math.floor(at / 4 / left.width),
      left: left.data.toString("hex", at, at + 3),
      right: right.data.toString("hex", at, at + 3),
    };
  }
  return difference;
}

/** By how much the colours of two pictures of one size differ, on average over all pixels and their three colours (0-255). */
export function meanErrorOf(left: Picture, right: Picture): number {
  if (left.width !== right.width || left.height !== right.height) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < left.data.length; at += 4)
    for (let colour = at; colour < at + 3; colour += 1) sum += Math.abs((left.data[colour] ?? 0) - (right.data[colour] ?? 0));
  return sum / ((left.data.length / 4) * 3);
}

/** The colour of a pixel as "rrggbb". */
export function colourAt(picture: Picture, x: number, y: number): string {
  const at = (y * picture.width + x) * 4;
  return picture.data.toString("hex", at, at + 3);
}

/** How many colours there are: a blank screen has one. */
export function coloursIn(picture: Picture): number {
  const colours = new Set<number>();
  for (let at = 0; at < picture.data.length; at += 4) colours.add(picture.data.readUIntBE(at, 3));
  return colours.size;
}
