import type { CDPSession, Page } from "@playwright/test";
import { findings } from "./support/findings.ts";
import { keysOf } from "./support/keyboard.ts";
import { screens, show } from "./support/painter-screens.ts";
import { expect, test } from "./support/test.ts";

/** A phone's keyboard and the bar of keys above it, as Linux in the guest is told of them (numbers of input-event-codes.h). */

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

const field = (page: Page) => page.locator("[data-console] textarea");
const bar = (page: Page) => page.getByRole("toolbar", { name: "Keys", exact: true });
const press = (page: Page, name: string) => bar(page).getByRole("button", { name, exact: true }).tap();

test("a button opens keyboard and bar; modifiers hold for one key, or until they are tapped again", async ({
  guest,
  consoleView: view,
  page,
}) => {
  const painter = await guest({ guest: "painter" });
  await show(painter, screens.bars);
  await view.open(painter);
  await page.getByRole("button", { name: "Keyboard", exact: true }).tap();
  await expect(bar(page)).toBeVisible();
  await expect(field(page)).toBeFocused();
  for (const button of await bar(page).getByRole("button").all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }

  expect(await findings(page)).toEqual([]);

  const keys = (act: () => Promise<unknown>) => keysOf(painter, page, act);
  const type = (text: string) => page.keyboard.insertText(text);
  expect(await keys(() => type("aA1?"))).toBe("+30 -30 +42 +30 -30 -42 +2 -2 +42 +53 -53 -42");
  await press(page, "Ctrl");
  await expect(bar(page).getByRole("button", { name: "Ctrl", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(field(page)).toBeFocused();
  expect(await keys(() => type("c"))).toBe("+29 +46 -46 -29");
  expect(await keys(() => type("c"))).toBe("+46 -46");
  const locked = await keys(async () => {
    await bar(page).getByRole("button", { name: "Alt", exact: true }).dblclick();
    await press(page, "Tab");
    await press(page, "Tab");
    await press(page, "Alt, held down");
  });
  expect(locked).toBe("+56 +15 -15 -56 +56 +15 -15 -56");
  expect(await keys(() => press(page, "Esc"))).toBe("+1 -1");
  expect(await keys(() => press(page, "Left"))).toBe("+105 -105");
  await press(page, "Fn");
  expect(await keys(() => press(page, "F5"))).toBe("+63 -63");
  await press(page, "Hide the keyboard");
  await expect(bar(page)).toBeHidden();
});

test("what is composed and corrected is typed as it is meant in the end; what has no key is named", async ({
  guest,
  consoleView: view,
  page,
}) => {
  const painter = await guest({ guest: "painter" });
  await show(painter, screens.bars);
  await view.open(painter);
  await page.getByRole("button", { name: "Keyboard", exact: true }).tap();
  const devtools = await page.context().newCDPSession(page);
  const typed = await keysOf(painter, page, async () => {
    for (const text of ["t", "te", "teh", "the"]) await compose(devtools, text);
    await devtools.send("Input.insertText", { text: "the " });
  });
  expect(typed).toBe("+20 -20 +18 -18 +35 -35 +14 -14 +14 -14 +35 -35 +18 -18 +57 -57");
  // Nothing of this console's is left in the field: Backspace goes to what stood before.
  expect(await keysOf(painter, page, () => page.keyboard.press("Backspace"))).toBe("+14 -14");
  expect(await keysOf(painter, page, () => page.keyboard.insertText("ß"))).toBe("");
  await expect(page.getByText("“ß” was left out: the layout English (US) has no key for it")).toBeVisible();
});

function compose(devtools: CDPSession, text: string) {
  return devtools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}
