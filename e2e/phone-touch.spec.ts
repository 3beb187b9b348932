import type { ConsoleView } from "./support/console-view.ts";
import { Fingers, type Place } from "./support/fingers.ts";
import type { Guest } from "./support/guest.ts";
import { screens, show } from "./support/painter-screens.ts";
import { expect, test } from "./support/test.ts";

/** A machine on a phone: what fingers do is what the guest's own devices report. */

test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2.625, isMobile: true, hasTouch: true });

/** Does something, and gives what the guest says of it up to where that matches. */
async function told(painter: Guest, act: () => Promise<unknown>, until: RegExp): Promise<RegExpMatchArray> {
  const control = await painter.control();
  control.skip();
  await act();
  return control.waitFor(new RegExp(`[\\s\\S]*?${until.source}`));
}

/** Where a pixel of the guest is on the page. */
async function placeOf({ canvas }: ConsoleView, pixel: Place): Promise<Place> {
  const box = await canvas.boundingBox();
  if (!box) throw new Error("The picture is not in sight.");
  const scale = box.width / (await canvas.evaluate(({ width }: HTMLCanvasElement) => width));
  return { x: box.x + (pixel.x + 0.5) * scale, y: box.y + (pixel.y + 0.5) * scale };
}

/** A tablet's steps may round a place by one. */
function expectNear([, x, y]: RegExpMatchArray, pixel: Place): void {
  expect(Math.abs(Number(x) - pixel.x), `x ${x} for ${pixel.x}`).toBeLessThanOrEqual(1);
  expect(Math.abs(Number(y) - pixel.y), `y ${y} for ${pixel.y}`).toBeLessThanOrEqual(1);
}

const leftUp = /BUTTON code=272 value=0 x=(\d+) y=(\d+)[^\n]*\n/;

for (const protocol of ["vnc", "spice"] as const) {
  test(`${protocol}: tap, long press, drag, scroll, pinch and trackpad arrive as they are meant`, async ({
    guest,
    consoleView: view,
    page,
  }) => {
    const painter = await guest({ guest: "painter", ...(protocol === "spice" && { graphics: [{ type: "spice" }] }) });
    await show(painter, [...screens.bars, "size 800x600"]);
    await view.open(painter, protocol);
    await expect.poll(() => view.canvas.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(800);
    const fingers = await Fingers.on(page);
    const here = { x: 201, y: 151 };
    const there = { x: 640, y: 420 };
    const [from, to] = [await placeOf(view, here), await placeOf(view, there)];

    expectNear(await told(painter, () => fingers.tap(from), leftUp), here);
    const pressed = await told(painter, () => fingers.hold(to), /BUTTON code=273 value=1 x=(\d+) y=(\d+)[\s\S]*?BUTTON code=273 value=0/);
    expectNear(pressed, there);
    const dragged = await told(
      painter,
      () => fingers.stroke({ from, to }),
      /BUTTON code=272 value=1 x=(\d+) y=(\d+)[\s\S]*?code=272 value=0 x=(\d+) y=(\d+)/,
    );
    expectNear(dragged, here);
    expectNear([dragged[0], dragged[3] ?? "", dragged[4] ?? ""] as unknown as RegExpMatchArray, there);

    const beside = (place: Place) => ({ x: place.x + 60, y: place.y });
    const above = { x: from.x, y: from.y - 100 };
    const scroll = () => fingers.stroke({ from, to: above }, { from: beside(from), to: beside(above) });
    await told(painter, scroll, /WHEEL code=8 value=-1/);

    const before = await view.canvas.boundingBox();
    await fingers.stroke({ from, to: { x: from.x - 50, y: from.y } }, { from: beside(from), to: { x: from.x + 150, y: from.y } });
    await expect.poll(async () => (await view.canvas.boundingBox())?.width).toBeGreaterThan(1.5 * (before?.width ?? 0));
    const zoomed = { x: 260, y: 180 };
    const place = await placeOf(view, zoomed);
    expectNear(await told(painter, () => fingers.tap(place), leftUp), zoomed);

    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitemradio", { name: "Trackpad with a pointer" }).click();
    const arrow = page.locator("[data-touch-pointer]");
    await expect(arrow).toBeVisible();
    const start = await arrow.boundingBox();
    await fingers.stroke({ from: to, to: { x: to.x - 40, y: to.y + 40 } });
    const end = await arrow.boundingBox();
    expect(end?.x).toBeLessThan((start?.x ?? 0) - 20);
    const clicked = await told(painter, () => fingers.tap(to), leftUp);
    const pointed = await placeOf(view, { x: Number(clicked[1]), y: Number(clicked[2]) });
    expect(Math.hypot(pointed.x - (end?.x ?? 0), pointed.y - (end?.y ?? 0))).toBeLessThan(3);
  });
}
