import { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test } from "./support/portal-test.ts";

/** A machine with a screen for everybody and one for a person at a time. */
const both = {
  guest: "painter",
  graphics: [
    { type: "spice", password: "secret12" },
    { type: "vnc", password: "secret12" },
  ],
} as const;

/** Opens the machine's page as a link to it does: the address names no protocol. */
async function visit(view: ConsoleView, guest: Guest): Promise<void> {
  await view.page.goto(`vms/${guest.vm}`);
}

async function chooses(view: ConsoleView, protocol: string): Promise<void> {
  const saved = view.page.waitForResponse((answer) => answer.url().endsWith("/protocol") && answer.request().method() === "PUT");
  await (await view.tools()).getByRole("button", { name: protocol, exact: true }).click();
  expect((await saved).status()).toBe(204);
}

async function isLiveOver(view: ConsoleView, protocol: string): Promise<void> {
  await expect(view.root).toHaveAttribute("data-protocol", protocol);
  await view.connected();
}

test("VNC comes first; what a person chooses comes next time, in every browser of theirs, and to nobody else", async ({
  guest,
  somebody,
}) => {
  const painter = await guest(both);
  const [ann, ben] = [await somebody("operator"), await somebody("operator")];
  const here = new ConsoleView(await ann.page());
  await visit(here, painter);
  await isLiveOver(here, "vnc");

  await chooses(here, "SPICE");
  await isLiveOver(here, "spice");
  await here.page.reload();
  await isLiveOver(here, "spice");

  const other = new ConsoleView(await ben.page());
  await visit(other, painter);
  await isLiveOver(other, "vnc");

  await here.page.goto("");
  const there = new ConsoleView(await ann.page());
  await visit(there, painter);
  await isLiveOver(there, "spice");

  await chooses(there, "VNC");
  await isLiveOver(there, "vnc");
  await there.page.reload();
  await isLiveOver(there, "vnc");
});

test("an address that names a protocol opens that one, and is forgotten with the next choice", async ({ guest, somebody }) => {
  const painter = await guest(both);
  const page = await (await somebody("operator")).page();
  const view = new ConsoleView(page);
  await view.open(painter, "spice");
  await visit(view, painter);
  await isLiveOver(view, "vnc");

  await view.open(painter, "spice");
  await chooses(view, "VNC");
  await isLiveOver(view, "vnc");
  expect(new URL(page.url()).search).toBe("");
  await page.reload();
  await isLiveOver(view, "vnc");
});

test("the list's menu opens the other protocol, and from then on the machine's link leads there", async ({ guest, somebody }) => {
  const painter = await guest(both);
  const view = new ConsoleView(await (await somebody("operator")).page());
  const list = new MachineList(view.page);
  await list.open(`?q=${painter.name}`);
  await (await list.menuOf(painter.name)).getByRole("menuitem", { name: "Open with SPICE" }).click();
  await isLiveOver(view, "spice");

  await view.page.goBack();
  await list.row(painter.name).getByRole("link", { name: painter.name }).click();
  await isLiveOver(view, "spice");
  expect(new URL(view.page.url()).search).toBe("");
});

test("a choice that cannot be saved counts on the page, and disturbs nobody", async ({ guest, somebody }) => {
  const painter = await guest(both);
  const view = new ConsoleView(await (await somebody("operator")).page());
  await view.page.route("**/api/vms/*/protocol", (route) => route.abort());
  await visit(view, painter);
  await isLiveOver(view, "vnc");
  await (await view.tools()).getByRole("button", { name: "SPICE", exact: true }).click();
  await isLiveOver(view, "spice");
  await expect(view.page.getByRole("dialog")).toHaveCount(0);
  await expect(view.page.getByText("The portal does not answer.")).toHaveCount(0);
});
