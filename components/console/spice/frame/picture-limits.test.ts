import { describe, expect, it } from "vitest";
import { boxOf, checkDrawCopy, checkSize, Surfaces } from "./picture-limits.ts";

const HEAD = 60;

/** A SPICE_MSG_DISPLAY_DRAW_COPY of a picture that announces one size and may have another of its own. */
function drawCopy(
  type: number,
  { own = [4, 2], stride = 16, clips = 0 }: { own?: number[]; stride?: number; clips?: number } = {},
): DataView {
  const image = HEAD + 16 * clips;
  const body = new DataView(new ArrayBuffer(image + 64));
  for (const [index, value] of [0, 0, 0, 2, 4].entries()) body.setUint32(4 * index, value, true);
  body.setUint8(20, clips ? 1 : 0);
  if (clips) body.setUint32(21, clips, true);
  body.setUint32(21 + (clips ? 4 + 16 * clips : 0), image, true);
  body.setUint8(image + 8, type);
  body.setUint32(image + 10, 4, true);
  body.setUint32(image + 14, 2, true);
  const data = image + 18;
  const [width = 0, height = 0] = own;
  const at = type === 0 ? 2 : 16;
  body.setUint32(data + at, width, type !== 101);
  body.setUint32(data + at + 4, height, type !== 101);
  if (type === 0) body.setUint32(data + 10, stride, true);
  return body;
}

describe.each([
  ["a bitmap", 0],
  ["QUIC", 1],
  ["LZ", 101],
])("%s", (_name, type) => {
  it("passes with the size it announces, with clips before it or none", () => {
    expect(() => checkDrawCopy(drawCopy(type))).not.toThrow();
    expect(() => checkDrawCopy(drawCopy(type, { clips: 3 }))).not.toThrow();
  });

  it.each([[[4, 3]], [[65_535, 65_535]], [[0, 2]]])("is refused with another: %j", (own) => {
    expect(() => checkDrawCopy(drawCopy(type, { own }))).toThrow(RangeError);
  });
});

it("refuses a bitmap with rows of another length, and a picture that lies outside its message", () => {
  expect(() => checkDrawCopy(drawCopy(0, { stride: 0xffff_fff0 }))).toThrow(RangeError);
  const outside = drawCopy(1);
  outside.setUint32(21, 5000, true);
  expect(() => checkDrawCopy(outside)).toThrow(RangeError);
  const clipped = drawCopy(1);
  clipped.setUint8(20, 1);
  clipped.setUint32(21, 0xffff_ffff, true);
  expect(() => checkDrawCopy(clipped)).toThrow(RangeError);
});

it("bounds each size, and all surfaces together", () => {
  expect(() => checkSize(16_384, 4_096)).not.toThrow();
  for (const [width, height] of [
    [0, 1],
    [16_385, 1],
    [16_384, 4_097],
  ] as const)
    expect(() => checkSize(width, height)).toThrow(RangeError);
  const surfaces = new Surfaces();
  const surface = (id: number) => {
    const body = new DataView(new ArrayBuffer(20));
    for (const [index, value] of [id, 16_384, 4_096].entries()) body.setUint32(4 * index, value, true);
    return body;
  };
  surfaces.add(surface(0));
  surfaces.add(surface(1));
  expect(() => surfaces.add(surface(2))).toThrow(RangeError);
});

it("reads where a picture is drawn", () => {
  expect(boxOf(drawCopy(1))).toEqual({ surface: 0, left: 0, top: 0, right: 4, bottom: 2 });
});
