import { crc32, deflateSync } from "node:zlib";

const WIDTH = 1920;
const HEIGHT = 1200;

type Colour = readonly [red: number, green: number, blue: number];

/** The sky from the top (0) to the horizon (1). */
const SKY: readonly (readonly [at: number, colour: Colour])[] = [
  [0, [28, 42, 78]],
  [0.35, [66, 92, 140]],
  [0.62, [142, 150, 182]],
  [0.8, [222, 178, 168]],
  [1, [246, 206, 164]],
];
/** Ranges of hills from the farthest to the nearest: where they stand, how high they rise (shares of the height), how they are cut. */
const HILLS = [
  { base: 0.6, rise: 0.1, scale: 2.2, seed: 3, colour: [172, 160, 180] },
  { base: 0.665, rise: 0.12, scale: 2.8, seed: 11, colour: [126, 132, 166] },
  { base: 0.735, rise: 0.12, scale: 3.4, seed: 23, colour: [86, 104, 146] },
  { base: 0.82, rise: 0.12, scale: 3, seed: 41, colour: [52, 74, 112] },
  { base: 0.92, rise: 0.13, scale: 2.4, seed: 67, colour: [27, 42, 68] },
] as const;
const MIST: Colour = [232, 196, 176];

/** The desktop's wallpaper as a PNG: hills at dusk, one behind another. */
export function wallpaper(): Buffer {
  const ridges = HILLS.map((hill) => Float64Array.from({ length: WIDTH }, (_, x) => HEIGHT * ridge(hill, x / WIDTH)));
  const rows = Buffer.alloc(HEIGHT * (1 + 3 * WIDTH));
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const colour = colourAt(x, y, ridges);
      const at = y * (1 + 3 * WIDTH) + 1 + 3 * x;
      // A grain of less than one step, so that slow gradients show no bands.
      for (let part = 0; part < 3; part++) rows[at + part] = Math.floor((colour[part] ?? 0) + grain(x, y));
    }
  return png(rows);
}

function colourAt(x: number, y: number, ridges: readonly Float64Array[]): Colour {
  let colour = sky(x, y);
  for (const [index, hill] of HILLS.entries()) {
    const below = y - (ridges[index]?.[x] ?? 0);
    if (below < -1) continue;
    // Mist lies at the foot of each range, less in front.
    const mist = Math.min(1, Math.max(0, below) / (HEIGHT * 0.16)) * (0.42 - 0.09 * index);
    colour = mix(colour, mix(hill.colour, MIST, Math.max(0, mist)), Math.min(1, below + 1));
  }
  return colour;
}

function sky(x: number, y: number): Colour {
  const height = y / (HEIGHT * 0.64);
  const next =
    Math.max(
      1,
      SKY.findIndex(([at]) => at >= height),
    ) || SKY.length - 1;
  const [low, from] = SKY[next - 1] ?? [0, MIST];
  const [high, to] = SKY[next] ?? [1, MIST];
  const plain = mix(from, to, Math.min(1, (height - low) / (high - low)));
  return mix(mix(plain, [255, 226, 184], 0.55 * glow(x, y)), [255, 246, 226], moon(x, y));
}

/** The light of the sun that has gone down, round the place where it did. */
function glow(x: number, y: number): number {
  const far = Math.hypot((x / WIDTH - 0.7) * 1.5, y / HEIGHT - 0.6);
  return Math.exp(-((far / 0.24) ** 2));
}

/** A young moon: a disc, less another disc beside it. */
function moon(x: number, y: number): number {
  const [left, top, radius] = [WIDTH * 0.79, HEIGHT * 0.17, HEIGHT * 0.026];
  const disc = (dx: number, dy: number, r: number) => Math.min(1, Math.max(0, r - Math.hypot(x - left - dx, y - top - dy) + 0.5));
  return 0.94 * disc(0, 0, radius) * (1 - disc(-radius * 0.42, -radius * 0.2, radius * 0.94));
}

function ridge({ base, rise, scale, seed }: (typeof HILLS)[number], x: number): number {
  let height = 0;
  let weight = 1;
  for (let octave = 0; octave < 5; octave++, weight *= 0.42) height += weight * (noise(x * scale * 2 ** octave, seed + octave) - 0.5);
  return base - rise * height;
}

/** Smooth noise, 0 to 1. */
function noise(x: number, seed: number): number {
  const left = Math.floor(x);
  const share = x - left;
  const eased = share * share * (3 - 2 * share);
  return scatter(left, seed) * (1 - eased) + scatter(left + 1, seed) * eased;
}

function scatter(x: number, y: number): number {
  let hash = (Math.imul(x, 374761393) + Math.imul(y, 668265263)) | 0;
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Ordered dithering: packs better than noise. */
function grain(x: number, y: number): number {
  return (((x & 1) * 2 + (y & 1) * 3) % 4) / 4;
}

function mix(from: Colour, to: Colour, share: number): Colour {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share];
}

/** Rows of 8-bit RGB, each behind a filter byte of 0 (PNG, W3C recommendation, clauses 5 and 11.2). */
function png(rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 6 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
