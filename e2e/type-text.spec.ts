import { charactersOf, type LayoutId, layoutIds, strokesOf } from "#components/console/keyboard/layout.ts";
import type { Protocol } from "#server/contract/console.ts";
import type { ConsoleView } from "./support/console-view.ts";
import type { Desktop } from "./support/desktop.ts";
import { findings } from "./support/findings.ts";
import { expect, test } from "./support/test.ts";

/** Text typed by keystrokes into a desktop whose X server has the layout, and read inside the guest, character by character. */

/** The layouts' names in the dialog. */
const names: Record<LayoutId, string> = {
  us: "English (US)",
  gb: "English (UK)",
  de: "German",
  fr: "French",
  es: "Spanish",
  it: "Italian",
  br: "Portuguese (Brazil)",
  se: "Swedish",
  ch: "German (Switzerland)",
  jp: "Japanese",
  ru: "Russian",
};

/** All that the layout types with one stroke, and what its dead keys make of the letters of Latin-1. */
function textOf(layout: LayoutId): string {
  const direct = (character: string) => strokesOf(layout, character)?.length === 1 || character <= "ÿ";
  return charactersOf(layout).filter(direct).join("");
}

/** A terminal that writes down what it is typed, in front of all else and with the keyboard. */
async function listen(desktop: Desktop): Promise<void> {
  await desktop.asDemo("(xterm -u8 -e sh -c 'cat >/tmp/typed') </dev/null >/dev/null 2>&1 &");
  await desktop.asDemo("until [ -e /tmp/typed ]; do sleep 0.1; done");
}

async function type(view: ConsoleView, layout: LayoutId, text: string, speed: string): Promise<void> {
  await view.choose("Keys to send", "Type text…");
  const dialog = view.page.getByRole("dialog", { name: "Type text" });
  await dialog.getByLabel("Keyboard layout in the machine").click();
  await view.page.getByRole("option", { name: names[layout], exact: true }).click();
  await dialog.getByRole("button", { name: speed, exact: true }).click();
  await dialog.getByLabel("Text", { exact: true }).fill(`${text}\n`);
  await dialog.getByRole("button", { name: "Type", exact: true }).click();
  await expect(view.root.locator("[data-typing]")).toBeVisible();
  await expect(view.root.locator("[data-typing]")).toBeHidden({ timeout: 120_000 });
}

async function arrives(view: ConsoleView, desktop: Desktop, layout: LayoutId): Promise<void> {
  await desktop.asDemo(`setxkbmap ${layout}`);
  const text = textOf(layout);
  const arrived = () => desktop.run("tail -n 1 /tmp/typed");
  await type(view, layout, text, "Normal");
  const atOnce = await expect
    .poll(arrived)
    .toBe(`${text}\n`)
    .then(
      () => true,
      () => false,
    );
  if (atOnce) return;
  // An emulated guest that stands still for a moment loses what its keyboard's queue of 16 bytes does not hold; a wrong key stays wrong.
  await type(view, layout, text, "Slow");
  await expect.poll(arrived, { message: layout }).toBe(`${text}\n`);
}

const cases: [Protocol, readonly LayoutId[]][] = [
  ["vnc", layoutIds],
  ["spice", ["de", "br"]],
];

for (const [protocol, layouts] of cases) {
  test(`what each layout can type arrives as it was meant, over ${protocol}`, async ({ desktop, consoleView: view }) => {
    test.setTimeout(400_000);
    const guest = await desktop();
    await view.open(guest.guest, protocol);
    await listen(guest);
    for (const layout of layouts) await arrives(view, guest, layout);
  });
}

test("what a layout has no keys for is named before anything is sent; typing can be stopped", async ({ desktop, consoleView: view }) => {
  const guest = await desktop();
  await view.open(guest.guest, "vnc");
  await listen(guest);
  await view.choose("Keys to send", "Type text…");
  const dialog = view.page.getByRole("dialog", { name: "Type text" });
  const text = dialog.getByLabel("Text", { exact: true });
  await text.fill("5 €, 日\n");
  await expect(dialog.getByText("This layout has no keys for: € 日")).toBeVisible();
  expect(await findings(view.page)).toEqual([]);
  await dialog.getByRole("button", { name: "Type without them" }).click();
  await expect.poll(() => guest.run("cat /tmp/typed")).toBe("5 , \n");

  await view.choose("Keys to send", "Type text…");
  await text.fill(`${"x".repeat(400)}\n`);
  await dialog.getByRole("button", { name: "Type", exact: true }).click();
  await expect(view.root.getByText(/^\d\d of 401$/)).toBeVisible();
  await view.page.keyboard.press("Escape");
  await expect(view.page.getByText("Typing was stopped")).toBeVisible();
  // Nothing is held down, and nothing comes after.
  await view.page.keyboard.press("Enter");
  await expect.poll(() => guest.run("tail -n 1 /tmp/typed")).toMatch(/^x{10,300}\n$/);
});
