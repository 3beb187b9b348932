import type { Locator, Page } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import { DisplayEditor } from "./support/display-editor.ts";
import { keyboardFindings } from "./support/keyboard-walk.ts";
import { overlayFindings } from "./support/overlay.ts";
import { expect, test } from "./support/portal-test.ts";

/** The mark leads where "Machines" does. */
const elsewhere = /^Oriel$/;

const everything = (page: Page) => page.locator("body");

test("every page is gone through by keyboard alone", async ({ page: stranger, somebody, spare, stage }) => {
  test.slow();
  const machine = await spare({ vncPort: 6021, spicePort: 6022, serial: true, on: true });
  const off = await spare();
  for (const path of ["sign-in", "setup"]) {
    await stranger.goto(`${stage.url}${path}`);
    expect.soft(await keyboardFindings(stranger, everything(stranger)), path).toEqual([]);
  }
  const page = await (await somebody("admin")).page({ reducedMotion: "reduce" });
  const list = `?q=${machine.name}`;
  for (const path of [list, `${list}&view=wall`, "hosts", "hosts/spare/gpus", "account", "about", "nowhere", `vms/${off.vm}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading").first()).toBeVisible();
    expect.soft(await keyboardFindings(page, everything(page), elsewhere), path).toEqual([]);
  }
  await new DisplayEditor(page).open(machine.vm);
  expect.soft(await keyboardFindings(page, everything(page), elsewhere), "the display editor").toEqual([]);
});

test("every dialog and menu is opened, gone through and closed by keyboard, and gives the focus back", async ({ somebody, spare }) => {
  test.slow();
  const machine = await spare({ vncPort: 6023, spicePort: 6024, on: true });
  const page = await (await somebody("admin")).page({ reducedMotion: "reduce" });
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const [menu, dialog, question] = [page.getByRole("menu"), page.getByRole("dialog"), page.getByRole("alertdialog")];
  const clean = async (what: string, overlay: Parameters<typeof overlayFindings>[1]) =>
    expect.soft(await overlayFindings(page, overlay), what).toEqual([]);
  const itemOf = (name: string) => page.getByRole("menuitem", { name });

  await page.goto(`?q=${machine.name}`);
  const actions = button("Actions for").first();
  const axe = false;
  await clean("the machine's menu", { opener: actions, overlay: menu, axe });
  await clean("desktop apps", { opener: actions, through: itemOf("Open in a desktop app"), overlay: dialog, axe });
  await clean("force off", { opener: actions, through: itemOf("Force off"), overlay: question, axe });
  await clean("the palette", { opener: button("Search").first(), overlay: dialog, escapes: 2, axe });

  const editor = new DisplayEditor(page);
  await editor.open(machine.vm);
  await clean("GPUs", { opener: button("Add a GPU"), overlay: dialog });
  await editor.protocol("VNC").click();
  await expect(editor.button("Apply")).toBeEnabled();
  await clean("the question before a restart", { opener: editor.button("Apply and restart now"), overlay: question, axe });
  await editor.panel.getByRole("tab", { name: "XML" }).click();
  await clean("the changes, larger", { opener: editor.button("Show larger"), overlay: dialog });
  await clean("leaving with edits", { opener: page.getByRole("link", { name: "Hosts" }), overlay: question });
});

test("a console's tools and their menus are used by keyboard alone", async ({ guest, somebody }) => {
  test.slow();
  const password = "secret12";
  const tiny = await guest({
    graphics: [
      { type: "vnc", password },
      { type: "spice", password },
    ],
  });
  const page = await (await somebody("operator")).page({ reducedMotion: "reduce" });
  const view = new ConsoleView(page);
  for (const protocol of ["vnc", "spice", "serial"] as const) {
    await view.open(tiny, protocol);
    const tools = view.root.getByRole("toolbar");
    await reach(page, tools);
    expect.soft(await keyboardFindings(page, tools), `${protocol}: tools`).toEqual([]);
    const openers = tools.locator("[aria-haspopup=menu]:visible");
    const count = await openers.count();
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index++) {
      await reach(page, tools);
      const found = await overlayFindings(page, { opener: openers.nth(index), overlay: page.getByRole("menu"), axe: false });
      expect.soft(found, `${protocol}: menu ${index}`).toEqual([]);
    }
  }
});

/** Ctrl+Alt+Shift leads out of any console to its tools. */
async function reach(page: Page, tools: Locator): Promise<void> {
  const there = () => tools.evaluate((element) => element.contains(document.activeElement));
  if (!(await there())) await page.keyboard.press("Control+Alt+Shift");
  await expect.poll(there).toBe(true);
}
