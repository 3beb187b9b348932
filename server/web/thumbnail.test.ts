import sharp from "sharp";
import { expect, test } from "vitest";
import { thumbnail } from "./thumbnail.ts";

const raw = (width: number, height: number, fill = 0x55) => ({
  mime: "raw" as const,
  width,
  height,
  data: Buffer.alloc(width * height * 3, fill),
});

test("shrinks raw pixels to WebP of the width, keeping the shape", async () => {
  const { data } = await thumbnail(raw(1280, 800), 320);
  expect(await sharp(data).metadata()).toMatchObject({ format: "webp", width: 320, height: 200 });
});

test("takes PNG, and enlarges nothing", async () => {
  const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#123456" } })
    .png()
    .toBuffer();
  const { data } = await thumbnail({ mime: "image/png", data: png }, 320);
  const { data: pixels, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([64, 48]);
  const middle = [...pixels.subarray(0, 3)];
  for (const [index, expected] of [0x12, 0x34, 0x56].entries()) expect(Math.abs((middle[index] ?? 0) - expected)).toBeLessThan(6);
});

test("the same picture has the same etag and is the same object; another screen or width has another", async () => {
  const first = await thumbnail(raw(320, 200), 320);
  expect(await thumbnail(raw(320, 200), 320)).toBe(first);
  const others = [await thumbnail(raw(320, 200), 160), await thumbnail(raw(320, 200, 0x56), 320)];
  for (const other of others) expect(other.etag).not.toBe(first.etag);
});

test("a screen larger than 8K is not decoded", async () => {
  const header = await sharp({ create: { width: 16_000, height: 9_000, channels: 3, background: "black" }, limitInputPixels: false })
    .png()
    .toBuffer();
  await expect(thumbnail({ mime: "image/png", data: header }, 320)).rejects.toThrow(/pixel limit/);
});

test("a picture that is none fails", async () => {
  await expect(thumbnail({ mime: "image/png", data: Buffer.from("no picture") }, 320)).rejects.toThrow();
});
