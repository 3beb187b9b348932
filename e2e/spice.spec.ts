import type { ConsoleView } from "./support/console-view.ts";
import type { Guest, GuestSpec } from "./support/guest.ts";
import { throughJpeg } from "./support/jpeg.ts";
import { keysOf, LayoutKeyboard } from "./support/keyboard.ts";
import { screens, show } from "./support/painter-screens.ts";
import { coloursIn, meanErrorOf, type Picture } from "./support/picture.ts";
import { pointerArrives } from "./support/pointer.ts";
import { expect, test } from "./support/test.ts";
import { usKeys } from "./support/us-keys.ts";

const models = ["qxl", "vga", "virtio", "cirrus"] as const;
const password = "secret12";

const painterOf = (more: Partial<GuestSpec> = {}): GuestSpec => ({ guest: "painter", graphics: [{ type: "spice", password }], ...more });

const small = "size 800x600";
/** Each packing sees a picture that is hard to pack and one that is easy; QEMU's own choice among them sees them all. */
const pictures = {
  auto_glz: [screens.evening, screens.bars, [...screens.gradient, small], screens.noise],
  quic: [screens.evening, [...screens.gradient, small]],
  glz: [screens.evening, [...screens.bars, small]],
  lz: [screens.evening, [...screens.noise, small]],
  off: [screens.evening, [...screens.bars, small]],
} as const;

test.describe("the picture is what QEMU shows, pixel for pixel, on every graphics card, packed by:", () => {
  for (const images of ["auto_glz", "quic", "glz", "lz", "off"] as const) {
    test(images, async ({ guest, consoleView }) => {
      test.slow();
      const graphics = [{ type: "spice", password, images, jpeg: "never" }] as const;
      const painters = await Promise.all(models.map((video) => guest(painterOf({ video, graphics }))));
      for (const painter of painters) await showsAll(consoleView, painter, pictures[images]);
    });
  }
});

/** Shows different pictures, of two sizes and none of them blank, and compares each. */
async function showsAll(view: ConsoleView, painter: Guest, [first, ...rest]: readonly (readonly string[])[]): Promise<void> {
  await show(painter, first ?? []);
  await view.open(painter, "spice");
  const seen: Picture[] = [await view.expectScreenOf(painter)];
  for (const screen of rest) {
    await show(painter, screen);
    seen.push(await view.expectScreenOf(painter));
  }
  expect(new Set(seen.map(({ data }) => data.toString("latin1"))).size).toBe(1 + rest.length);
  expect(new Set(seen.map(({ width, height }) => `${width}x${height}`)).size).toBe(2);
  expect(Math.min(...seen.map(coloursIn))).toBeGreaterThan(8);
}

/** The quality of which spice-server writes its JPEGs: libjpeg's 85, and a browser's JPEG of that quality is the same. */
const JPEG_QUALITY = 0.85;

test("where the display sends JPEG, the picture is as good as JPEG is", async ({ guest, consoleView, page }) => {
  const painter = await guest(painterOf({ video: "qxl", graphics: [{ type: "spice", password, images: "quic", jpeg: "always" }] }));
  await show(painter, screens.bars);
  await consoleView.open(painter, "spice");
  // What the screen shows when a console opens comes without loss; JPEG is for what changes.
  await consoleView.expectScreenOf(painter);
  const blank = await page.context().newPage();
  for (const screen of [screens.evening, screens.gradient, screens.noise]) {
    await show(painter, screen);
    const exact = await painter.screendump();
    const allowed = meanErrorOf(await throughJpeg(blank, exact, JPEG_QUALITY), exact);
    const error = async () => meanErrorOf(await consoleView.picture(), exact);
    // In parts that come one by one, JPEG's blocks begin elsewhere than in a whole picture.
    await expect.poll(error, { message: screen.join() }).toBeLessThanOrEqual(1.01 * allowed);
    expect(await error(), "it came as JPEG").toBeGreaterThan(0.5 * allowed);
  }
});

test("every key arrives as the key at its place, whatever the person's layout; Ctrl+Alt+Del comes from the menu", async ({
  guest,
  consoleView,
  page,
}) => {
  const painter = await guest(painterOf());
  await show(painter, screens.bars);
  await consoleView.open(painter, "spice");
  const arrived: Record<string, string> = {};
  for (const press of Object.keys(usKeys)) arrived[press] = await keysOf(painter, page, () => page.keyboard.press(press));
  expect(arrived).toEqual(usKeys);

  const keyboard = await LayoutKeyboard.plugIn(page);
  const pressed = (...keys: { key: string; code: string }[]) => keysOf(painter, page, () => keyboard.press(...keys));
  expect(await pressed({ key: "ß", code: "Minus" })).toBe("+12 -12");
  expect(await pressed({ key: "z", code: "KeyY" })).toBe("+21 -21");
  expect(await pressed({ key: "<", code: "IntlBackslash" })).toBe("+86 -86");
  expect(await pressed({ key: "AltGraph", code: "AltRight" }, { key: "€", code: "KeyE" })).toBe("+100 +18 -18 -100");

  const chord = await keysOf(painter, page, async () => {
    await consoleView.choose("Keys to send", "Alt+Tab");
    await expect(consoleView.canvas).toBeFocused();
  });
  expect(chord).toBe("+56 +15 -15 -56");
  // Linux starts anew at Ctrl+Alt+Del, before painter can tell of the keys.
  const control = await painter.control();
  control.skip();
  await consoleView.choose("Keys to send", "Ctrl+Alt+Del");
  await control.waitFor(/READY/);
});

test("clicks and the wheel arrive where they are seen, fitted to the window and at actual size", async ({ guest, consoleView }) => {
  const painter = await guest(painterOf());
  await show(painter, screens.bars);
  await consoleView.open(painter, "spice");
  await pointerArrives(consoleView, painter);
});

test("who only watches sees the screen change and changes nothing", async ({ guest, consoleView: view, page }) => {
  const painter = await guest(painterOf());
  await show(painter, screens.gradient);
  await view.open(painter, "spice");
  await (await view.tools()).getByRole("button", { name: "View only" }).click();
  await expect(view.root).toHaveAttribute("data-mode", "view");
  await view.connected();
  const control = await painter.control();
  control.skip();
  await view.canvas.click({ position: { x: 200, y: 200 } });
  await page.mouse.wheel(0, 100);
  await page.keyboard.press("q");
  await page.keyboard.press("Control+Alt+Delete");
  // What QEMU presses itself comes behind whatever the page had sent.
  await painter.virsh("send-key", "KEY_Z");
  const [said] = await control.waitFor(/[\s\S]*?KEY code=44 value=0 [^\n]*\n/);
  expect(said).toMatch(/^KEY code=44 value=1 [^\n]*\n/);
  await show(painter, screens.bars);
  await view.expectScreenOf(painter);
});
