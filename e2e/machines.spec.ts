import type { BrowserContext } from "@playwright/test";
import { withXmlFile } from "../demo/xml-file.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, pageOf, test, untilState } from "./support/portal-test.ts";
import { openTestDriver, SpareMachine, spareXml } from "./support/spare-machine.ts";
import { startTestScreen } from "./support/test-screen.ts";

/** Counts the requests of a browser whose address fits. */
function requestsOf(context: BrowserContext, pattern: RegExp): string[] {
  const found: string[] = [];
  context.on("request", (request) => {
    const fits = pattern.exec(request.url());
    if (fits) found.push(fits[1] ?? fits[0]);
  });
  return found;
}

test.describe("the list", () => {
  test("follows what happens on the hypervisors, in all tabs over one connection", async ({ libvirt, testDriver, somebody }) => {
    const page = await (await somebody("operator")).page();
    const connections = requestsOf(page.context(), /\/api\/events$/);
    const documents = requestsOf(page.context(), /\/\?q=live-$/);
    const [first, second] = [new MachineList(page), new MachineList(await page.context().newPage())];
    const both = [first, second];
    for (const list of both) await list.open("?q=live-");
    const everywhere = async (name: string, state: string) => {
      for (const list of both) await list.shows(name, state);
    };
    const virsh = (...args: string[]) => libvirt.virsh(args, { uri: libvirt.uriFor("test:///default") });

    await withXmlFile(spareXml({ name: "live-one", title: "First title" }), (file) => virsh("define", file));
    await everywhere("live-one", "Off");
    await virsh("start", "live-one");
    await everywhere("live-one", "Running");
    await virsh("suspend", "live-one");
    await everywhere("live-one", "Paused");
    await virsh("resume", "live-one");
    await everywhere("live-one", "Running");
    await virsh("destroy", "live-one");
    await everywhere("live-one", "Off");
    await virsh("undefine", "live-one");
    for (const list of both) await expect(list.row("live-one")).toHaveCount(0);
    expect(connections, "one live connection for both tabs").toHaveLength(1);
    expect(documents, "no tab was loaded again").toHaveLength(2);

    await page.close();
    const next = await SpareMachine.define(testDriver, { name: "live-two" });
    await second.shows("live-two", "Off");
    expect(connections, "the other tab has taken over").toHaveLength(2);
    await next.remove();
  });

  test("is searched, filtered and sorted, all in its address", async ({ spare, as }) => {
    await spare({ name: "find-a", title: "Accounting", vcpus: 2, memoryMiB: 64, on: true });
    await spare({ name: "find-b", vcpus: 8, memoryMiB: 16 });
    await spare({ name: "find-c", vcpus: 1, memoryMiB: 32, on: true });
    const page = await as("operator");
    const list = new MachineList(page);
    await list.open();
    await page.keyboard.press("/");
    await expect(list.search).toBeFocused();
    await page.keyboard.type("find-");
    await expect.poll(() => list.names()).toEqual(["find-a", "find-b", "find-c"]);
    await expect(page).toHaveURL(/\?q=find-$/);

    await page.getByRole("button", { name: "vCPUs" }).click();
    await expect.poll(() => list.names()).toEqual(["find-c", "find-a", "find-b"]);
    await page.getByRole("button", { name: "vCPUs" }).click();
    await expect.poll(() => list.names()).toEqual(["find-b", "find-a", "find-c"]);
    await expect(page.getByRole("columnheader", { name: "vCPUs" })).toHaveAttribute("aria-sort", "descending");
    await page.getByRole("button", { name: /^Running/ }).click();
    await expect.poll(() => list.names()).toEqual(["find-a", "find-c"]);
    await expect(page).toHaveURL(/q=find-&state=running&sort=vcpus&order=desc$/);

    await page.reload();
    await expect.poll(() => list.names()).toEqual(["find-a", "find-c"]);
    await list.search.fill("accounting");
    await expect.poll(() => list.names()).toEqual(["find-a"]);
    await list.search.fill("nothing is called this");
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    await expect(page).toHaveURL(/\?sort=vcpus&order=desc$/);

    await page.getByRole("combobox", { name: "Hypervisor" }).click();
    await page.getByRole("option").last().click();
    await expect(page).toHaveURL(/host=(spare|local)/);

    await page.getByRole("link", { name: "Machines", exact: true }).click();
    await expect(page).not.toHaveURL(/\?/);
    await expect(page.getByRole("button", { name: /^All/ })).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByRole("combobox", { name: "Hypervisor" })).toContainText("All hosts");
  });

  test("is used by keyboard alone", async ({ spare, as }) => {
    for (const letter of ["a", "b", "c"]) await spare({ name: `keys-${letter}`, on: letter === "b" });
    const page = await as("operator");
    const list = new MachineList(page);
    await list.open("?q=keys-");
    await expect(list.rows).toHaveCount(3);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const press = async (key: string, name: string) => {
      await page.keyboard.press(key);
      await expect.poll(focused, { message: key }).toBe(name);
    };
    await press("ArrowDown", "keys-a");
    await press("ArrowDown", "keys-b");
    await press("End", "keys-c");
    await press("k", "keys-b");
    await press("Home", "keys-a");
    await press("j", "keys-b");
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menuitem", { name: "Pause" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: "Pause" }).press("Enter");
    await list.shows("keys-b", "Paused");
    await page.keyboard.press("Escape");
    await list.row("keys-b").getByRole("link").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "keys-b" })).toBeAttached();
    await expect(page).toHaveURL(/\/vms\/spare\./);
  });
});

test("power: asks where something could be lost, and shows what becomes of it", async ({ guest, as, api }) => {
  test.slow();
  const tiny = await guest();
  const page = await as("operator");
  const list = new MachineList(page);
  await list.open(`?q=${tiny.name}`);
  const choose = async (action: string) => (await list.menuOf(tiny.name)).getByRole("menuitem", { name: action }).click();
  const question = page.getByRole("alertdialog");

  await choose("Force off");
  await expect(question).toContainText(`Force ${tiny.name} off?`);
  await expect(question).toContainText("What the guest has not saved is lost.");
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toHaveCount(0);
  expect(await tiny.state()).toBe("running");

  await choose("Pause");
  await list.shows(tiny.name, "Paused");
  expect(await tiny.state()).toBe("paused");
  await choose("Resume");
  await list.shows(tiny.name, "Running");

  await choose("Force off");
  await question.getByRole("button", { name: "Force off" }).click();
  await list.shows(tiny.name, "Off");
  expect(await tiny.state()).toBe("shut off");

  await page.getByRole("button", { name: `Start` }).last().click();
  await list.shows(tiny.name, "Running");
  await tiny.bootedAnew();
  await choose("Shut down");
  await question.getByRole("button", { name: "Shut down" }).click();
  await expect(list.row(tiny.name)).toContainText(/Shutting down|Off/);
  await list.shows(tiny.name, "Off");
  await untilState(await api("operator"), tiny.vm, "shutoff");
});

test("screens are fetched of running machines in sight, and of no others", async ({ guest, as, spare }) => {
  test.slow();
  const screen = await startTestScreen("a screen");
  const running = await guest({ name: `aa-running-${Date.now()}` });
  const off = await guest({ name: `aa-off-${Date.now()}`, on: false });
  const below = await Promise.all(
    Array.from({ length: 60 }, (_, index) => spare({ name: `bb-${index}`, vncPort: screen.port, on: index === 59 })),
  );
  const last = below.at(-1);
  const page = await as("user");
  const asked = requestsOf(page.context(), /\/api\/vms\/([^/]+)\/screenshot/);
  const list = new MachineList(page);
  await list.open();
  const picture = list.row(running.name).locator("img");
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  expect(asked).toContain(running.vm);
  expect(asked).not.toContain(off.vm);
  expect(asked).not.toContain(last?.vm);
  await list.row("bb-0").getByRole("link").focus();
  await page.keyboard.press("End");
  await expect.poll(() => asked).toContain(last?.vm);
  expect(asked).not.toContain(off.vm);

  const before = asked.filter((vm) => vm === running.vm).length;
  await expect.poll(() => asked.filter((vm) => vm === last?.vm).length, { timeout: 40_000 }).toBeGreaterThan(1);
  expect(asked.filter((vm) => vm === running.vm).length, "out of sight, it is asked no more").toBe(before);
  await screen.close();
});

test("2,000 machines: the page renders what is in sight, scrolls, and finds any of them", async ({
  browser,
  ownLibvirt,
  ownPortal,
  stage,
}) => {
  test.slow();
  const libvirt = await ownLibvirt();
  const driver = await openTestDriver(libvirt.socket);
  const names = Array.from({ length: 2_000 }, (_, index) => `machine-${String(index).padStart(4, "0")}`);
  for (let at = 0; at < names.length; at += 100)
    await Promise.all(names.slice(at, at + 100).map((name) => SpareMachine.define(driver, { name })));
  const portal = await ownPortal(libvirt.uriFor("test:///default"));
  const { page, close } = await pageOf(browser, portal.url, stage.people.operator);
  const list = new MachineList(page);
  await list.open();
  await expect(page.getByRole("button", { name: /^All/ })).toContainText("2,001");
  await expect(list.row("machine-0000")).toBeVisible();
  expect(await list.rows.count()).toBeLessThan(60);

  let most = 0;
  const seen = new Set<string>();
  for (let step = 0; step < 40; step++) {
    await page.mouse.wheel(0, 2_400);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const rendered = await list.names();
    most = Math.max(most, rendered.length);
    for (const name of rendered) seen.add(name);
  }
  expect(most, "rows that are rendered at once").toBeLessThan(60);
  await expect(list.row("machine-1999")).toBeVisible();
  expect(seen.size).toBeGreaterThan(1_000);

  const changed = await SpareMachine.define(driver, { name: "machine-1999x" });
  await list.shows("machine-1999x", "Off");
  await changed.start();
  await list.shows("machine-1999x", "Running");
  await list.search.fill("machine-1234");
  await expect(list.rows).toHaveCount(1);
  await list.shows("machine-1234", "Off");

  await page.goto("?view=wall");
  await expect(page.getByRole("article").first()).toBeVisible();
  expect(await page.getByRole("article").count()).toBeLessThan(60);
  await close();
  driver.close();
});
