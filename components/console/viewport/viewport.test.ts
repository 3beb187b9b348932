import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, matchingSize, pan, pixelAt, placementOf, type Sight, zoom } from "./viewport.ts";

const fit: Sight = { scaling: "fit", zoom: null, centre: null, sharp: false };
const frame: Frame = { element: { width: 800, height: 600 }, picture: { width: 1600, height: 900 }, ratio: 1 };

describe("the sizes", () => {
  it("fits the whole picture into the element's middle", () => {
    expect(placementOf(frame, fit)).toEqual({ x: 0, y: 75, scale: 0.5, crisp: false });
  });

  it("shows a pixel of the guest as one of the screen's at actual size, beginning at its upper left corner", () => {
    expect(placementOf(frame, { ...fit, scaling: "actual" })).toEqual({ x: 0, y: 0, scale: 1, crisp: true });
    expect(placementOf({ ...frame, ratio: 2 }, { ...fit, scaling: "actual" })).toEqual({ x: 0, y: 75, scale: 0.5, crisp: true });
  });

  it("leaves a guest that took the element's size as it is, though drivers take widths in steps of 8", () => {
    const matched = { ...frame, element: { width: 804, height: 600 }, picture: { width: 800, height: 600 } };
    expect(placementOf(matched, { ...fit, scaling: "match" })).toEqual({ x: 2, y: 0, scale: 1, crisp: true });
  });

  it("fits a guest that took another size", () => {
    expect(placementOf(frame, { ...fit, scaling: "match" })).toEqual(placementOf(frame, fit));
  });

  it("asks for a pixel for each of the screen's only where that is wanted", () => {
    const fine = { element: { width: 411, height: 731 }, ratio: 2.625 };
    expect(matchingSize(fine, false)).toEqual({ width: 411, height: 731 });
    expect(matchingSize(fine, true)).toEqual({ width: 1078, height: 1918 });
  });
});

const side = fc.integer({ min: 1, max: 4000 });
const size = fc.record({ width: side, height: side });
const frames = fc.record({ element: size, picture: size, ratio: fc.constantFrom(1, 1.25, 2, 2.625, 3) });
const place = fc.record({ x: fc.double({ min: -500, max: 4500, noNaN: true }), y: fc.double({ min: -500, max: 4500, noNaN: true }) });
const sights = fc.record({
  scaling: fc.constantFrom("fit" as const, "actual" as const, "match" as const),
  zoom: fc.option(fc.double({ min: 0.5, max: 4, noNaN: true })),
  centre: fc.option(place),
  sharp: fc.boolean(),
});

it("never shows a margin beside a picture that is larger than the element, nor cuts off one that is smaller", () => {
  fc.assert(
    fc.property(frames, sights, (frame, sight) => {
      const { x, scale } = placementOf(frame, sight);
      const right = x + frame.picture.width * scale;
      const pixel = 1 / frame.ratio;
      if (frame.picture.width * scale > frame.element.width) {
        expect(x).toBeLessThanOrEqual(pixel);
        expect(right).toBeGreaterThanOrEqual(frame.element.width - pixel);
      } else {
        expect(x).toBeGreaterThanOrEqual(-pixel);
        expect(right).toBeLessThanOrEqual(frame.element.width + pixel);
      }
    }),
  );
});

it("finds the pixel that is drawn at a place, at every zoom, place and fineness of the screen", () => {
  fc.assert(
    fc.property(frames, sights, fc.nat(), fc.nat(), (frame, sight, across, down) => {
      const pixel = { x: across % frame.picture.width, y: down % frame.picture.height };
      const placement = placementOf(frame, sight);
      const middle = { x: placement.x + (pixel.x + 0.5) * placement.scale, y: placement.y + (pixel.y + 0.5) * placement.scale };
      expect(pixelAt(frame, placement, middle)).toEqual(pixel);
    }),
  );
});

it("takes the nearest pixel for a place beside the picture", () => {
  const placement = placementOf(frame, fit);
  expect(pixelAt(frame, placement, { x: -5, y: 0 })).toEqual({ x: 0, y: 0 });
  expect(pixelAt(frame, placement, { x: 900, y: 900 })).toEqual({ x: 1599, y: 899 });
});

it("keeps the pixel under the fingers where it is while it zooms", () => {
  const at = { x: 300, y: 200 };
  const sight = zoom(frame, zoom(frame, fit, 2, at), 3, at);
  const before = placementOf(frame, zoom(frame, fit, 2, at));
  const after = placementOf(frame, sight);
  expect(after.scale).toBe(3);
  expect((at.x - after.x) / after.scale).toBeCloseTo((at.x - before.x) / before.scale, 0);
});

it("zooms from the whole picture to four times, and no farther", () => {
  expect(zoom(frame, fit, 0.1, { x: 0, y: 0 }).zoom).toBe(0.5);
  expect(zoom(frame, fit, 9, { x: 0, y: 0 }).zoom).toBe(4);
});

it("moves a picture that is too large as far as its edges, in steps smaller than a pixel too", () => {
  const actual: Sight = { ...fit, scaling: "actual", centre: { x: 800, y: 450 } };
  expect(placementOf(frame, pan(frame, actual, { x: 9999, y: 10 }))).toMatchObject({ x: 0, y: -140 });
  let sight = actual;
  for (let step = 0; step < 30; step++) sight = pan(frame, sight, { x: 0.3, y: 0 });
  expect(placementOf(frame, sight).x).toBe(-391);
});
