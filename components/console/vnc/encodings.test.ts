import { expect, it } from "vitest";
import { encodingsFor as encodings } from "./encodings.ts";

const encodingsFor = (quality: Parameters<typeof encodings>[0]) => encodings(quality, { clipboard: false });
const JPEG = 21;
const TIGHT = 7;
const TIGHT_PNG = -260;
const EXTENDED_CLIPBOARD = 0xc0a1e5ce | 0;
const XVP = -309;
const asksForJpegInTight = (encodings: number[]) => encodings.some((encoding) => encoding >= -32 && encoding <= -23);

it("names no lossy encoding and no JPEG quality where the picture must be exact", () => {
  const encodings = encodingsFor("exact");
  expect(encodings).not.toContain(JPEG);
  expect(asksForJpegInTight(encodings)).toBe(false);
});

it("does not name Tight where the picture must be exact: QEMU's has a fault", () => {
  expect(encodingsFor("exact")).not.toContain(TIGHT);
  expect(encodingsFor("exact")).not.toContain(TIGHT_PNG);
  expect(encodingsFor("balanced")).toContain(TIGHT);
});

it("lets a display that was set up to be lossy use JPEG otherwise", () => {
  expect(asksForJpegInTight(encodingsFor("balanced"))).toBe(true);
  expect(asksForJpegInTight(encodingsFor("saver"))).toBe(true);
});

it.each(["exact", "balanced", "saver"] as const)(
  "asks for the clipboard only where there is a use of it, and never for power over VNC: %s",
  (quality) => {
    expect(encodingsFor(quality)).not.toContain(EXTENDED_CLIPBOARD);
    expect(encodings(quality, { clipboard: true })).toEqual([...encodingsFor(quality), EXTENDED_CLIPBOARD]);
    expect(encodingsFor(quality)).not.toContain(XVP);
  },
);
