import { expect } from "@playwright/test";
import type { ConsoleView } from "./console-view.ts";
import type { Guest } from "./guest.ts";
import { show } from "./painter-screens.ts";

type Point = { x: number; y: number };

/** Where the guest was told that the pointer is when a button went up, and all it was told until then. */
async function pointerAfter(painter: Guest, act: () => Promise<unknown>): Promise<Point & { said: string }> {
  const control = await painter.control();
  control.skip();
  await act();
  const [said, x, y] = await control.waitFor(/[\s\S]*?BUTTON code=272 value=0 x=(\d+) y=(\d+)[^\n]*\n/);
  return { said, x: Number(x), y: Number(y) };
}

/** Clicks all over the guest's screen, in two sizes and both ways to show them, then turns the wheel and presses the right button. */
export async function pointerArrives(view: ConsoleView, painter: Guest): Promise<void> {
  for (const size of ["1920x1080", "800x600"]) {
    await show(painter, [`size ${size}`]);
    await view.expectScreenOf(painter);
    const [width = 0, height = 0] = size.split("x").map(Number);
    const points = [
      { x: 40, y: 90 },
      { x: width - 60, y: 120 },
      { x: Math.round(width / 2), y: Math.round(height / 2) },
      { x: width - 41, y: height - 37 },
    ];
    await view.choose("View", "Fit to the window");
    for (const point of points) await clickArrives(view, painter, point);
    await view.choose("View", "Actual size");
    await expect.poll(() => view.canvas.evaluate((canvas) => canvas.getBoundingClientRect().width)).toBe(width);
    // Of a picture larger than the window the far points are scrolled out of it.
    for (const point of points.filter(({ x, y }) => x < 1400 && y < 860)) await clickArrives(view, painter, point);
  }
  const control = await painter.control();
  control.skip();
  await view.page.mouse.wheel(0, 100);
  await control.waitFor(/WHEEL code=8 value=-1/);
  await view.page.mouse.wheel(0, -100);
  await control.waitFor(/WHEEL code=8 value=1 /);
  await view.page.mouse.click(700, 450, { button: "right" });
  await control.waitFor(/BUTTON code=273 value=1[\s\S]*BUTTON code=273 value=0/);
}

/** Clicks near a point of the guest's screen and expects the guest to be told of that point; a tablet's steps may round it by one. */
async function clickArrives(view: ConsoleView, painter: Guest, at: Point): Promise<void> {
  const { left, top, scale } = await placeOf(view);
  const target = { x: Math.round(left + at.x * scale), y: Math.round(top + at.y * scale) };
  const expected = { x: Math.floor((target.x - left) / scale), y: Math.floor((target.y - top) / scale) };
  const told = await pointerAfter(painter, () => view.page.mouse.click(target.x, target.y));
  expect(told.said).toMatch(/BUTTON code=272 value=1/);
  expect(Math.abs(told.x - expected.x), `x ${told.x} for ${expected.x}`).toBeLessThanOrEqual(1);
  expect(Math.abs(told.y - expected.y), `y ${told.y} for ${expected.y}`).toBeLessThanOrEqual(1);
  expect(Math.abs(expected.x - at.x) + Math.abs(expected.y - at.y)).toBeLessThanOrEqual(4);
}

/** Where the picture is in the page, and how many of the page's pixels one of the guest's has; the canvas may have a margin around it. */
async function placeOf({ canvas }: ConsoleView): Promise<{ left: number; top: number; scale: number }> {
  const box = await canvas.boundingBox();
  if (!box) throw new Error("The picture is not in sight.");
  const { width, height } = await canvas.evaluate(({ width, height }: HTMLCanvasElement) => ({ width, height }));
  const scale = Math.min(box.width / width, box.height / height);
  return { left: box.x + (box.width - scale * width) / 2, top: box.y + (box.height - scale * height) / 2, scale };
}
