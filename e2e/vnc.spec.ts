import type { Guest } from "./support/guest.ts";
import { keysOf, LayoutKeyboard, typeText } from "./support/keyboard.ts";
import { screens, show } from "./support/painter-screens.ts";
import { coloursIn, type Picture } from "./support/picture.ts";
import { pointerArrives } from "./support/pointer.ts";
import { expect, test } from "./support/test.ts";
import { usKeys } from "./support/us-keys.ts";

test.describe("with exact quality the picture is what QEMU shows, pixel for pixel:", () => {
  for (const video of ["vga", "qxl", "virtio", "cirrus"] as const) {
    test(video, async ({ guest, consoleView }) => {
      const painter = await guest({ guest: "painter", video });
      await show(painter, screens.evening);
      await consoleView.open(painter);
      await consoleView.choose("View", "Exact");
      const seen: Picture[] = [await consoleView.expectScreenOf(painter)];
      for (const screen of [screens.bars, [...screens.gradient, "size 800x600"], screens.noise]) {
        await show(painter, screen);
        seen.push(await consoleView.expectScreenOf(painter));
      }
      // What was compared were four different pictures, of two sizes, and none of them blank.
      expect(new Set(seen.map(({ data }) => data.toString("latin1"))).size).toBe(4);
      expect(new Set(seen.map(({ width, height }) => `${width}x${height}`)).size).toBe(2);
      expect(Math.min(...seen.map(coloursIn))).toBeGreaterThan(8);
    });
  }
});

/** Keys of keyboards with other layouts: what their browsers tell, and the keys at those places. */
const foreignKeys: { layout: string; keys: { key: string; code: string }[]; arrives: string }[] = [
  { layout: "German ß", keys: [{ key: "ß", code: "Minus" }], arrives: "+12 -12" },
  { layout: "German ü", keys: [{ key: "ü", code: "BracketLeft" }], arrives: "+26 -26" },
  { layout: "German z", keys: [{ key: "z", code: "KeyY" }], arrives: "+21 -21" },
  { layout: "French é", keys: [{ key: "é", code: "Digit2" }], arrives: "+3 -3" },
  { layout: "French a", keys: [{ key: "a", code: "KeyQ" }], arrives: "+16 -16" },
  { layout: "Spanish ñ", keys: [{ key: "ñ", code: "Semicolon" }], arrives: "+39 -39" },
  { layout: "Russian ф", keys: [{ key: "ф", code: "KeyA" }], arrives: "+30 -30" },
  { layout: "the key beside the left Shift", keys: [{ key: "<", code: "IntlBackslash" }], arrives: "+86 -86" },
  { layout: "a dead key", keys: [{ key: "Dead", code: "Equal" }], arrives: "+13 -13" },
  { layout: "German €", keys: [altGr(), { key: "€", code: "KeyE" }], arrives: "+100 +18 -18 -100" },
  { layout: "German {", keys: [altGr(), { key: "{", code: "Digit7" }], arrives: "+100 +8 -8 -100" },
  {
    layout: "German ?",
    keys: [
      { key: "Shift", code: "ShiftLeft" },
      { key: "?", code: "Minus" },
    ],
    arrives: "+42 +12 -12 -42",
  },
];

function altGr() {
  return { key: "AltGraph", code: "AltRight" };
}

test("every key arrives as the key at its place, whatever the person's layout; Ctrl+Alt+Del comes from the menu", async ({
  guest,
  consoleView,
  page,
}) => {
  const painter = await guest({ guest: "painter" });
  await show(painter, screens.bars);
  await consoleView.open(painter);
  const arrived: Record<string, string> = {};
  for (const press of Object.keys(usKeys)) arrived[press] = await keysOf(painter, page, () => page.keyboard.press(press));
  expect(arrived).toEqual(usKeys);

  const keyboard = await LayoutKeyboard.plugIn(page);
  for (const { layout, keys, arrives } of foreignKeys)
    expect.soft(await keysOf(painter, page, () => keyboard.press(...keys)), layout).toBe(arrives);

  const chord = await keysOf(painter, page, async () => {
    await consoleView.choose("Keys to send", "Alt+Tab");
    await expect(consoleView.canvas).toBeFocused();
  });
  expect(chord).toBe("+56 +15 -15 -56");
  // Linux starts anew at Ctrl+Alt+Del and at nothing less; what painter would say of the last keys may be lost with it.
  await consoleView.choose("Keys to send", "Ctrl+Alt+Del");
  await (await painter.control()).waitFor(/READY/, 60_000);
});

test("a display with a keymap takes characters for keys: the key of the person's character in the guest's layout", async ({
  guest,
  consoleView,
  page,
}) => {
  const painter = await guest({ guest: "painter", graphics: [{ type: "vnc", keymap: "de" }] });
  await show(painter, screens.bars);
  await consoleView.open(painter);
  const keyboard = await LayoutKeyboard.plugIn(page);
  const pressed = (...keys: { key: string; code: string }[]) => keysOf(painter, page, () => keyboard.press(...keys));
  expect(await pressed({ key: "ß", code: "Minus" })).toBe("+12 -12");
  expect(await pressed({ key: "ü", code: "BracketLeft" })).toBe("+26 -26");
  expect(await pressed(altGr(), { key: "€", code: "KeyE" })).toBe("+100 +18 -18 -100");
  // With a US keyboard, z and y are where the German guest has them, too.
  expect(await keysOf(painter, page, () => page.keyboard.press("z"))).toBe("+21 -21");
  expect(await keysOf(painter, page, () => page.keyboard.press("Shift+Y"))).toBe("+42 +44 -44 -42");
});

test("clicks and the wheel arrive where they are seen, fitted to the window and at actual size", async ({ guest, consoleView }) => {
  const painter = await guest({ guest: "painter" });
  await show(painter, screens.bars);
  await consoleView.open(painter);
  await pointerArrives(consoleView, painter);
});

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

test("a text screen is shown as it is, and what is typed in the browser is what the shell reads", async ({ guest, consoleView, page }) => {
  const tiny = await guest();
  await tiny.hideCursor();
  await consoleView.open(tiny);
  expect(coloursIn(await consoleView.expectScreenOf(tiny))).toBeGreaterThan(4);

  await typeText(page, "cat >/tmp/typed\n");
  await typeText(page, `${ascii}\n`);
  await page.keyboard.press("Control+d");
  await expect.poll(() => tiny.shell("cat /tmp/typed")).toBe(ascii);

  // Arrows, function keys and Alt as a Linux terminal tells them: escape sequences. Ctrl+C ends what runs.
  await typeText(page, "stty -icanon -echo; cat >/tmp/keys\n");
  await expect.poll(() => tiny.shell("pidof cat | wc -w")).toContain("1");
  for (const press of ["ArrowUp", "ArrowLeft", "F1", "F5", "F12", "Alt+x", "Delete"]) await page.keyboard.press(press);
  const told = ["\x1b[A", "\x1b[D", "\x1b[[A", "\x1b[[E", "\x1b[24~", "\x1bx", "\x1b[3~"].join("");
  await expect.poll(async () => JSON.stringify(await tiny.shell("cat /tmp/keys"))).toBe(JSON.stringify(told));
  await page.keyboard.press("Control+c");
  await expect.poll(() => tiny.shell("pidof cat | wc -w")).toContain("0");
  await typeText(page, "stty sane; echo back >/tmp/back\n");
  await expect.poll(() => tiny.shell("cat /tmp/back")).toBe("back");

  await giveLayout(tiny, { 12: "ß", 26: "ü", 3: "é", 39: "ñ" }, { 18: "€" });
  const keyboard = await LayoutKeyboard.plugIn(page);
  await typeText(page, "cat >/tmp/foreign\n");
  for (const [key, code] of [
    ["ß", "Minus"],
    ["ü", "BracketLeft"],
    ["é", "Digit2"],
    ["ñ", "Semicolon"],
  ] as const)
    await keyboard.press({ key, code });
  await keyboard.press(altGr(), { key: "€", code: "KeyE" });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+d");
  await expect.poll(() => tiny.shell("cat /tmp/foreign")).toBe("ßüéñ€");
});

/** Gives a tiny another keyboard layout: characters on keys, alone and with AltGr (busybox's keymap files; linux/keyboard.h). */
async function giveLayout(tiny: Guest, plain: Record<number, string>, altGr: Record<number, string>): Promise<void> {
  const HEADER = 7 + 256;
  const MAP = 256;
  const patch =
    (map: number) =>
    ([key, character]: [string, string]) => {
      const point = character.codePointAt(0) ?? 0;
      const value = point < 0x100 ? point : point ^ 0xf000;
      const bytes = [value & 0xff, value >> 8].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
      return `printf '${bytes}' | dd of=/tmp/layout bs=1 seek=${HEADER + map * MAP + Number(key) * 2} conv=notrunc 2>/dev/null`;
    };
  const commands = [...Object.entries(plain).map(patch(0)), ...Object.entries(altGr).map(patch(2))];
  expect(await tiny.shell(["dumpkmap </dev/tty1 >/tmp/layout", ...commands, "loadkmap </tmp/layout"].join("\n"))).toBe("");
}
