import type { Locator } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import { findings } from "./support/findings.ts";
import type { Guest } from "./support/guest.ts";
import { MachineList } from "./support/machine-list.ts";
import { screens, show } from "./support/painter-screens.ts";
import { expect, test } from "./support/portal-test.ts";

const password = "secret12";

/** The console that is in view; those behind it are inert. */
class ShownConsole extends ConsoleView {
  override readonly root = this.page.locator("[data-console]:not([inert])");
  #framed = false;

  override get canvas(): Locator {
    return this.#framed ? this.root.frameLocator("iframe").locator("canvas").first() : this.root.locator("canvas").first();
  }

  async shows(guest: Pick<Guest, "vm" | "name">, protocol: string): Promise<void> {
    await expect(this.page).toHaveURL(new RegExp(`/vms/${guest.vm}`));
    await expect(this.page).toHaveTitle(`${guest.name} · Oriel`);
    await expect(this.root).toHaveAttribute("data-protocol", protocol);
    await this.connected();
    this.#framed = protocol === "spice";
  }

  /** Finds a machine from the tools, and opens it. */
  async find(guest: Pick<Guest, "name">): Promise<void> {
    await this.page.keyboard.press("Control+Alt+Shift");
    await this.page.keyboard.press("Control+k");
    await expect(this.page.getByRole("combobox")).toBeFocused();
    await this.page.keyboard.type(guest.name);
    await expect(this.page.getByRole("option", { name: guest.name, selected: true })).toBeVisible();
    await this.page.keyboard.press("Enter");
  }
}

test("two consoles side by side: each goes on behind the other, and closing one leaves nothing of it", async ({ guest, somebody, api }) => {
  const [vnc, spice] = await Promise.all([
    guest({ guest: "painter", graphics: [{ type: "vnc", password }] }),
    guest({ guest: "painter", graphics: [{ type: "spice", password }] }),
  ]);
  const page = await (await somebody("operator")).page();
  let opened = 0;
  let live = 0;
  page.on("websocket", (socket) => {
    opened++;
    live++;
    socket.on("close", () => live--);
  });
  const view = new ShownConsole(page);
  await view.open(vnc);
  await expect(page.getByRole("tablist"), "one console needs no tabs").toHaveCount(0);
  const alone = opened;

  await view.find(spice);
  await view.shows(spice, "spice");
  const tab = (machine: Guest) => page.getByRole("tab", { name: machine.name });
  await view.tools();
  await expect(tab(spice)).toHaveAttribute("aria-selected", "true");
  await expect(page.locator("[data-console]")).toHaveCount(2);
  await view.expectScreenOf(spice);
  // A SPICE console's channels come one after the other.
  let both = 0;
  const rests = async () => {
    both = opened;
    await page.waitForTimeout(1_000);
    return both === opened;
  };
  await expect.poll(rests).toBe(true);

  expect(await findings(page), "axe, tabs").toEqual([]);

  await show(vnc, screens.bars);
  await tab(vnc).click();
  await view.shows(vnc, "vnc");
  await view.expectScreenOf(vnc);
  await page.keyboard.press("Control+Alt+Shift");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await view.shows(spice, "spice");
  expect(opened, "no console was opened anew").toBe(both);
  expect(live, "none was closed").toBe(both);

  await page.keyboard.press("Control+Alt+Shift");
  await expect(tab(spice)).toBeFocused();
  await page.keyboard.press("Delete");
  await view.shows(vnc, "vnc");
  await expect(page.getByRole("tablist")).toHaveCount(0);
  await expect(page.locator("[data-console]")).toHaveCount(1);
  await expect.poll(() => live).toBe(alone);
  const holder = async () => (await (await api("operator")).get(`api/vms/${spice.vm}/holder?protocol=spice`)).json();
  await expect.poll(async () => (await holder()).holder).toBeNull();
});

test("tabs come back with the page, and connect once they are chosen; after the last comes the list", async ({ guest, somebody }) => {
  const [one, other] = await Promise.all([guest(), guest()]);
  const page = await (await somebody("operator")).page();
  const view = new ShownConsole(page);
  await view.open(one);
  await view.find(other);
  await view.shows(other, "vnc");

  await page.reload();
  await view.shows(other, "vnc");
  await expect(page.locator("[data-console]"), "the other one waits").toHaveCount(1);
  await view.tools();
  await page.getByRole("tab", { name: one.name }).click();
  await view.shows(one, "vnc");
  await view.tools();
  await page.getByRole("tab", { name: one.name }).click({ button: "middle" });
  await view.shows(other, "vnc");

  await page.keyboard.press("Control+Alt+Shift");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("close this");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  await expect(page.locator("[data-console]")).toHaveCount(0);
});

test("from the console Ctrl-K does what its tools do, and the guest's own Ctrl-K is the guest's", async ({ guest, somebody }) => {
  const tiny = await guest();
  const page = await (await somebody("operator")).page();
  const view = new ShownConsole(page);
  await view.open(tiny, "serial");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await (await view.tools()).getByRole("button", { name: "Find a machine or an action" }).click();
  await page.keyboard.type("view");
  await page.getByRole("option", { name: "View only" }).click();
  await expect(view.root).toHaveAttribute("data-mode", "view");
  await (await view.tools()).getByRole("button", { name: "Find a machine or an action" }).click();
  await page.keyboard.type("vnc");
  await page.getByRole("option", { name: "Open with VNC" }).click();
  await view.shows(tiny, "vnc");
});

test("a phone connects the console in view alone, and switches at its name", async ({ guest, somebody }) => {
  const [one, other] = await Promise.all([guest(), guest()]);
  const page = await (await somebody("operator")).page({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const view = new ShownConsole(page);
  await view.open(one);
  const atName = (guest: Guest) => view.root.getByRole("button", { name: new RegExp(guest.name) });
  await atName(one).tap();
  await page.getByRole("menuitem", { name: "Find a machine or an action" }).tap();
  await page.getByRole("combobox").fill(other.name);
  await page.getByRole("option", { name: other.name }).tap();
  await view.shows(other, "vnc");
  await expect(page.locator("[data-console]"), "the first one is suspended").toHaveCount(1);

  await atName(other).tap();
  await page.getByRole("menuitem", { name: one.name }).tap();
  await view.shows(one, "vnc");
});

test("a pin is the person's own, in every browser of theirs", async ({ spare, somebody }) => {
  for (const name of ["pin-a", "pin-b", "pin-c"]) await spare({ name });
  const [ann, ben] = [await somebody("user"), await somebody("user")];
  const here = new MachineList(await ann.page());
  await here.open("?q=pin-");
  const kept = here.page.waitForResponse((answer) => answer.url().endsWith("/pin") && answer.request().method() === "PUT");
  await here.row("pin-c").getByRole("button", { name: /^Pin / }).click();
  expect((await kept).status()).toBe(204);
  await expect.poll(() => here.names()).toEqual(["pin-c", "pin-a", "pin-b"]);

  const there = new MachineList(await ann.page());
  await there.open("?q=pin-");
  await expect.poll(() => there.names()).toEqual(["pin-c", "pin-a", "pin-b"]);
  await there.page.getByRole("button", { name: /^Pinned/ }).click();
  await expect.poll(() => there.names()).toEqual(["pin-c"]);
  await expect(there.page).toHaveURL(/pinned=1$/);
  await there.page.keyboard.press("Control+k");
  await expect(there.page.getByRole("group", { name: "Pinned" }).getByRole("option")).toHaveText([/^pin-c/]);
  await there.page.keyboard.press("Escape");

  const others = new MachineList(await ben.page());
  await others.open("?q=pin-");
  await expect.poll(() => others.names()).toEqual(["pin-a", "pin-b", "pin-c"]);
});
