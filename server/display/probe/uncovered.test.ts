import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rectangle, Uncovered } from "./uncovered.ts";

const SIDE = 12;
const rectangle: fc.Arbitrary<Rectangle> = fc
  .tuple(fc.nat(SIDE), fc.nat(SIDE), fc.nat(SIDE), fc.nat(SIDE))
  .map(([x, y, width, height]) => ({ x, y, width: Math.min(width, SIDE - x), height: Math.min(height, SIDE - y) }));

/** The same, pixel by pixel. */
function allCovered(rectangles: readonly Rectangle[]): boolean {
  const pixels = new Set<number>();
  for (const { x, y, width, height } of rectangles)
    for (let row = y; row < y + height; row++) for (let column = x; column < x + width; column++) pixels.add(row * SIDE + column);
  return pixels.size === SIDE * SIDE;
}

describe("what is not covered", () => {
  test("is told as by counting pixels, whatever rectangles come", () => {
    fc.assert(
      fc.property(fc.array(rectangle, { maxLength: 20 }), fc.boolean(), (some, withRest) => {
        // Few random rectangles cover everything, so that the rest is added to half of them, in two parts.
        const rest: Rectangle[] = [
          { x: 0, y: 0, width: 5, height: SIDE },
          { x: 5, y: 0, width: SIDE - 5, height: SIDE },
        ];
        const rectangles = withRest ? [...some, ...rest] : some;
        const uncovered = new Uncovered({ width: SIDE, height: SIDE });
        for (const one of rectangles) uncovered.cover(one);
        expect(uncovered.isComplete).toBe(allCovered(rectangles));
      }),
    );
  });

  test("is never nothing of a screen of no size", () => {
    const uncovered = new Uncovered({ width: 0, height: 480 });
    uncovered.cover({ x: 0, y: 0, width: 0, height: 480 });
    expect(uncovered.isComplete).toBe(false);
  });

  test.each([
    { x: 1, y: 0, width: SIDE, height: 1 },
    { x: 0, y: SIDE, width: 1, height: 1 },
    { x: 65535, y: 65535, width: 65535, height: 65535 },
  ])("is not told by what lies outside: %j", (outside) => {
    const uncovered = new Uncovered({ width: SIDE, height: SIDE });
    expect(() => uncovered.cover(outside)).toThrow(expect.objectContaining({ code: "display-protocol" }));
  });

  test("is bounded where somebody sends a chessboard", () => {
    const uncovered = new Uncovered({ width: 200, height: 200 });
    expect(() => {
      for (let at = 0; at < 200 * 200; at += 2) uncovered.cover({ x: at % 200, y: Math.floor(at / 200), width: 1, height: 1 });
    }).toThrow(expect.objectContaining({ code: "display-protocol", details: expect.stringContaining("pieces") }));
  });
});
