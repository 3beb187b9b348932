import { ChannelType, u16, u32, u64 } from "./spice-protocol.ts";

/** Bodies of a SPICE server's messages (spice-common's spice.proto). */

const PRIMARY_SURFACE = 1;
const FORMAT_32_XRGB = 32;
const BITMAP_32 = 8;
const TOP_DOWN = 1 << 2;
const PUT = 1 << 3;
/** Where a DRAW_COPY's picture begins: behind surface, box, clip, pointer, source, operation, scaling and mask. */
const PICTURE_AT = 4 + 16 + 1 + 4 + 16 + 2 + 1 + 13;

export type Size = { width: number; height: number };

export type MainInit = { sessionId: number; mouseMode: number; agent: boolean };

/** As many agent messages as the client may send before it is given more tokens. */
export const AGENT_TOKENS = 10;

export function mainInit({ sessionId, mouseMode, agent }: MainInit): Buffer {
  return u32(sessionId, 1, 3, mouseMode, Number(agent), AGENT_TOKENS, 1, 0);
}

export function channelsList(types: readonly number[]): Buffer {
  const children = types.filter((type) => type !== ChannelType.main);
  return Buffer.concat([u32(children.length), Buffer.from(children.flatMap((type) => [type, 0]))]);
}

export function surfaceCreate({ width, height }: Size, surface = 0): Buffer {
  return u32(surface, width, height, FORMAT_32_XRGB, PRIMARY_SURFACE);
}

export function monitorsConfig({ width, height }: Size): Buffer {
  return Buffer.concat([u16(1, 1), u32(0, 0, width, height, 0, 0, 0)]);
}

/** Fills a surface by an uncompressed picture of one colour, "rrggbb". */
export function solidPicture({ width, height }: Size, colour: string): Buffer {
  const all = u32(0, 0, height, width);
  const [red = 0, green = 0, blue = 0] = Buffer.from(colour, "hex");
  const pixels = Buffer.alloc(4 * width * height, Buffer.of(blue, green, red, 0));
  const mask = Buffer.alloc(13);
  return Buffer.concat([
    ...[u32(0), all, Buffer.of(0), u32(PICTURE_AT), all, u16(PUT), Buffer.of(0), mask],
    ...[u64(1), Buffer.of(0, 0), u32(width, height)],
    ...[Buffer.of(BITMAP_32, TOP_DOWN), u32(width, height, 4 * width, 0), pixels],
  ]);
}

/** A cursor of no shape, at the upper left corner. */
export function cursorInit(): Buffer {
  const NO_SHAPE = 1;
  return Buffer.concat([u16(0, 0, 0, 0), Buffer.of(0), u16(NO_SHAPE)]);
}
