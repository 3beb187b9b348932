import type { Page } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { keysOf } from "./support/keyboard.ts";
import { type Holdings, PageHoldings, socketsOf } from "./support/leaks.ts";
import { PageErrors } from "./support/page-errors.ts";
import { childOf } from "./support/processes.ts";
import { signIn } from "./support/sign-in.ts";
import { expect, test } from "./support/test.ts";

const graphics = [{ type: "spice", password: "secret12" }] as const;

test("two consoles of two machines are open at once in one browser, and neither disturbs the other", async ({
  guest,
  consoleView: first,
  context,
}) => {
  const painters = await Promise.all([guest({ guest: "painter", graphics }), guest({ guest: "painter", graphics, video: "qxl" })]);
  const [left, right] = painters as [Guest, Guest];
  await left.paint("mode bars");
  await right.paint("mode gradient");
  const second = new ConsoleView(await context.newPage());
  const errors = [await PageErrors.of(first.page), await PageErrors.of(second.page)];
  await first.open(left, "spice");
  await second.open(right, "spice");
  await first.expectScreenOf(left);
  await second.expectScreenOf(right);
  expect(await keysOf(right, second.page, () => second.page.keyboard.press("Shift+B"))).toBe("+42 +48 -48 -42");
  await first.page.bringToFront();
  expect(await keysOf(left, first.page, () => first.page.keyboard.press("a"))).toBe("+30 -30");

  await second.page.close();
  await left.paint("mode noise");
  await first.expectScreenOf(left);
  await first.connected();
  for (const found of errors) expect(found.besides()).toEqual([]);
});

const TIMES = 50;
/** The first few fill caches that stay. */
const SETTLED = 10;

test(`two consoles opened and closed ${TIMES} times in all leave nothing behind, in the browser or in the portal`, async ({
  guest,
  page,
  context,
  api,
  stage,
}) => {
  test.slow();
  const guests = await Promise.all([guest({ graphics }), guest({ graphics })]);
  await signIn(context, stage, "operator");
  const tabs = await Promise.all([page, await context.newPage()].map((tab, index) => Tab.open(tab, guests[index] as Guest)));
  const relay = childOf(stage.portalPid, "relay");

  const rounds = async (times: number) => {
    for (let round = 0; round < times; round += tabs.length) await Promise.all(tabs.map((tab) => tab.openAndClose()));
  };
  await rounds(SETTLED);
  const before = await Promise.all(tabs.map((tab) => tab.holdings.count()));
  const relaySockets = socketsOf(relay);
  await rounds(TIMES - SETTLED);
  for (const [index, tab] of tabs.entries()) {
    // Chromium lets go of a frame's document some time after its end.
    await expect(async () => expectNoMore(await tab.holdings.count(), before[index] as Holdings)).toPass({ timeout: 30_000 });
    // Chromium logs that the test driver draws no screens for the list.
    expect(tab.errors.besides(/status of 409/)).toEqual([]);
  }
  const operator = await api("operator");
  for (const { vm } of guests)
    expect(await (await operator.get(`${stage.url}api/vms/${vm}/holder?protocol=spice`)).json()).toEqual({ holder: null });
  // Browsers keep a few connections for their next request; each console that stayed would have four or more.
  await expect.poll(() => socketsOf(relay)).toBeLessThan(relaySockets + (TIMES - SETTLED) / 2);
});

function expectNoMore(after: Holdings, before: Holdings): void {
  const { heapMiB, nodes, listeners, ...counts } = after;
  expect(counts.frames).toBe(before.frames);
  expect(counts.sockets).toBe(before.sockets);
  // Of the first few consoles one may still have been there.
  expect(counts.documents).toBeLessThanOrEqual(before.documents);
  const consoles = (TIMES - SETTLED) / 2;
  // What each console left behind would be there as often as there were consoles.
  expect(nodes - before.nodes, "nodes").toBeLessThan(10 * consoles);
  expect(listeners - before.listeners, "listeners").toBeLessThan(consoles);
  expect(heapMiB - before.heapMiB, "MiB").toBeLessThan(4);
}

/** A page that goes from the list of machines to a console and back, without being loaded anew. */
class Tab {
  readonly holdings: PageHoldings;
  readonly errors: PageErrors;
  readonly #view: ConsoleView;
  readonly #guest: Guest;

  private constructor(view: ConsoleView, guest: Guest, holdings: PageHoldings, errors: PageErrors) {
    this.#view = view;
    this.#guest = guest;
    this.holdings = holdings;
    this.errors = errors;
  }

  static async open(page: Page, guest: Guest): Promise<Tab> {
    const [holdings, errors] = [await PageHoldings.of(page), await PageErrors.of(page)];
    await page.goto("");
    return new Tab(new ConsoleView(page), guest, holdings, errors);
  }

  async openAndClose(): Promise<void> {
    const { page } = this.#view;
    const link = page.locator(`[data-machine="${this.#guest.vm}"]`).first();
    await link.click();
    await this.#view.connected();
    await page.goBack();
    // The one that is left is ready for the next console: the pointer comes to rest on the machine.
    await page.mouse.move(0, 0);
    await link.hover();
    await expect(page.locator("iframe")).toHaveCount(1);
  }
}
