import { findings } from "./support/findings.ts";
import { keysOf } from "./support/keyboard.ts";
import { screens, show } from "./support/painter-screens.ts";
import { expect, test } from "./support/test.ts";

test("a chord of one's own is pressed once, kept, and stands first in the menu", async ({ guest, consoleView: view, page }) => {
  const painter = await guest({ guest: "painter" });
  await show(painter, screens.bars);
  await view.open(painter);
  await view.choose("Keys to send", "Own key combinations…");
  const dialog = page.getByRole("dialog", { name: "Own key combinations" });
  await dialog.getByLabel("Press the keys").focus();
  await page.keyboard.press("Control+Alt+KeyT");
  await expect(dialog.getByRole("status")).toHaveText("Ctrl+Alt+T");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByRole("button", { name: "Remove Ctrl+Alt+T" })).toBeVisible();
  // Picked, where the system would keep it for itself.
  await dialog.getByRole("button", { name: "Super", exact: true }).click();
  await dialog.getByLabel("Key", { exact: true }).click();
  await page.getByRole("option", { name: "E", exact: true }).click();
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");

  await page.reload();
  await view.connected();
  await (await view.tools()).getByRole("button", { name: "Keys to send" }).click();
  await expect(page.getByRole("menuitem").first()).toHaveText("Ctrl+Alt+T");
  await page.keyboard.press("Escape");
  const arrived = await keysOf(painter, page, async () => {
    await view.choose("Keys to send", "Super+E");
    await expect(view.canvas).toBeFocused();
  });
  expect(arrived).toBe("+125 +18 -18 -125");
});

test("full screen takes every key where the browser lets it, and the menu says where it does not", async ({
  guest,
  consoleView: view,
  page,
}) => {
  await page.addInitScript(() => {
    const calls: string[] = [];
    Object.assign(window, { calls });
    const keyboard = location.search.includes("without")
      ? undefined
      : { lock: async () => void calls.push("lock"), unlock: () => void calls.push("unlock") };
    Object.defineProperty(navigator, "keyboard", { value: keyboard });
  });
  const tiny = await guest();
  await view.open(tiny);
  await view.choose("Keys to send", "Full screen with every key");
  await expect(page.getByText("Hold Esc to leave full screen.")).toBeVisible();
  const calls = () => page.evaluate(() => (window as unknown as { calls: string[] }).calls);
  expect(await calls()).toEqual(["lock"]);
  await page.evaluate(() => document.exitFullscreen());
  await expect.poll(calls).toEqual(["lock", "unlock"]);

  await page.goto(`vms/${tiny.vm}?protocol=vnc&without`);
  await view.connected();
  await (await view.tools()).getByRole("button", { name: "Keys to send" }).click();
  const item = page.getByRole("menuitem", { name: "Full screen with every key" });
  await expect(item).toHaveAttribute("aria-disabled", "true");
  await expect(item).toContainText("This browser keeps Alt+Tab");
});
