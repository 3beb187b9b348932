import type { Page } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { expect, test } from "./support/portal-test.ts";

const both = {
  guest: "painter",
  graphics: [
    { type: "vnc", password: "secret12" },
    { type: "spice", password: "secret12" },
  ],
} as const;

/** Opens a machine's SPICE console that somebody holds. */
async function knock(view: ConsoleView, guest: Guest): Promise<void> {
  await view.page.goto(`vms/${guest.vm}?protocol=spice`);
  await expect(view.moment("held")).toBeVisible({ timeout: 30_000 });
}

test("a held SPICE console names its holder; who may take it over does so by a word, and the holder is told by whom", async ({
  guest,
  somebody,
}) => {
  const painter = await guest(both);
  const [ann, ben, carl] = [await somebody("user"), await somebody("user"), await somebody("operator")];
  const first = new ConsoleView(await ann.page());
  await first.open(painter, "spice");

  // Whoever may not take it over is offered the screen that can be shared.
  const second = new ConsoleView(await ben.page());
  await knock(second, painter);
  const told = second.moment("held");
  await expect(told).toContainText(`${ann.name}`);
  await expect(told).toContainText("SPICE shows one person at a time.");
  await expect(told.getByRole("button", { name: "Take over" })).toHaveCount(0);
  await told.getByRole("button", { name: "Open with VNC" }).click();
  await expect(second.root).toHaveAttribute("data-protocol", "vnc");
  await second.connected();

  const third = new ConsoleView(await carl.page());
  await knock(third, painter);
  await expect(third.moment("held")).toContainText(`${ann.name}`);
  await expect(first.root).toHaveAttribute("data-state", "connected");
  await third.moment("held").getByRole("button", { name: "Take over" }).click();
  await third.connected();
  await expect(first.moment("taken")).toContainText(`${carl.name}`);
  await expect(first.moment("taken").getByRole("button", { name: "Take back" })).toHaveCount(0);
  await expect(second.root).toHaveAttribute("data-state", "connected");

  // It is free again once the holder leaves.
  await third.page.goto("");
  await first.moment("taken").getByRole("button", { name: "Open", exact: true }).click();
  await first.connected();
});

test("one's own console in another browser is opened here by a word, and ends there", async ({ guest, somebody }) => {
  const painter = await guest(both);
  const ann = await somebody("user");
  const here = new ConsoleView(await ann.page());
  await here.open(painter, "spice");
  const there = new ConsoleView(await ann.page());
  await knock(there, painter);
  await expect(there.moment("held")).toContainText("You have it open in another place");
  await there.moment("held").getByRole("button", { name: "Open here" }).click();
  await there.connected();
  await expect(here.moment("taken")).toContainText("You opened it in another place");
});

/** Notes every card that the page shows from now on, also after it was loaded anew. */
async function watchMoments(page: Page): Promise<() => Promise<string[]>> {
  const seen: string[] = [];
  await page.exposeFunction("noteMoment", (name: string) => seen.push(name));
  await page.addInitScript(() => {
    const { noteMoment } = window as unknown as { noteMoment(name: string): void };
    let last = "";
    new MutationObserver(() => {
      const now = document.querySelector<HTMLElement>("[data-moment]")?.dataset.moment ?? "";
      if (now !== last && now) noteMoment(now);
      last = now;
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });
  return async () => seen;
}

test("a page that is loaded anew takes its console up again without a word about itself", async ({ guest, somebody }) => {
  const painter = await guest(both);
  const view = new ConsoleView(await (await somebody("user")).page());
  const moments = await watchMoments(view.page);
  await view.open(painter, "spice");
  for (let times = 0; times < 3; times++) {
    await view.page.reload();
    await view.connected();
  }
  expect(await moments()).toContain("connecting");
  expect(await moments()).not.toContain("held");
});
