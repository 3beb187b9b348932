import { freePort } from "../demo/portal.ts";
import type { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { keysOf, typeText } from "./support/keyboard.ts";
import { childOf } from "./support/processes.ts";
import { expect, test } from "./support/test.ts";

/** Types a command in the console, again where a guest that is still coming up has missed it, until a tiny has done it. */
async function command(view: ConsoleView, line: string, isDone: () => Promise<void>): Promise<void> {
  await view.canvas.focus();
  await expect(async () => {
    await typeText(view.page, `\n${line}\n`);
    await isDone();
  }).toPass({ timeout: 90_000 });
}

/** Types something in the console and expects a tiny's shell to have read it. */
async function isAlive(view: ConsoleView, tiny: Guest, word: string): Promise<void> {
  await command(view, `echo ${word} >/tmp/said`, () => expect.poll(() => tiny.shell("cat /tmp/said 2>/dev/null")).toBe(word));
}

/** Waits until nothing is there of what was said before it began anew. */
function hasForgotten(tiny: Guest): Promise<void> {
  return expect.poll(() => tiny.shell("cat /tmp/said 2>/dev/null; echo none").catch(() => ""), { timeout: 60_000 }).toBe("none");
}

/** Gives its display another port, which counts from the next start. */
async function moveDisplay(guest: Guest, from: number): Promise<number> {
  const port = await freePort(from + 37);
  await guest.redefine({ graphics: [{ type: "vnc", password: "secret12", port }] });
  return port;
}

test("a machine that goes off says so, and whoever starts it, the picture comes back by itself, on another port too", async ({
  guest,
  consoleView,
}) => {
  test.slow();
  const tiny = await guest();
  await consoleView.open(tiny);
  await isAlive(consoleView, tiny, "first");
  const first = await tiny.displayPort();

  await tiny.destroy();
  await expect(consoleView.moment("off")).toContainText("The machine is off");
  const second = await moveDisplay(tiny, first);
  await consoleView.moment("off").getByRole("button", { name: "Start" }).click();
  await consoleView.connected();
  await tiny.bootedAnew();
  expect(await tiny.displayPort()).toBe(second);
  await isAlive(consoleView, tiny, "second");

  // Off from inside, and started by somebody else.
  await command(consoleView, "poweroff -f", () => expect(consoleView.moment("off")).toBeVisible());
  await expect.poll(() => tiny.state()).toBe("shut off");
  const third = await moveDisplay(tiny, second);
  await tiny.start();
  await consoleView.connected();
  expect(await tiny.displayPort()).toBe(third);
  await isAlive(consoleView, tiny, "third");
});

test("a guest that starts anew is shown starting, without a click", async ({ guest, consoleView }) => {
  test.slow();
  const tiny = await guest();
  await consoleView.open(tiny);
  await isAlive(consoleView, tiny, "before");

  await tiny.virsh("reset");
  await hasForgotten(tiny);
  await consoleView.connected();
  await isAlive(consoleView, tiny, "after-reset");

  await command(consoleView, "reboot -f", () => hasForgotten(tiny));
  await consoleView.connected();
  await isAlive(consoleView, tiny, "after-reboot");
  await tiny.hideCursor();
  await consoleView.expectScreenOf(tiny);
});

test("the end of the web process does not touch an open console", async ({ guest, consoleView, page, stage }) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  await consoleView.open(painter);
  const states = await page.evaluateHandle(() => {
    const seen: (string | null)[] = [];
    const root = document.querySelector("[data-console]");
    if (root) new MutationObserver(() => seen.push(root.getAttribute("data-state"))).observe(root, { attributeFilter: ["data-state"] });
    return seen;
  });
  const web = childOf(stage.portalPid, "web");
  process.kill(web, "SIGKILL");
  await expect.poll(async () => (await page.request.get(`${stage.url}api/vms`)).status()).toBe(503);
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
  await painter.paint("mode gradient");
  await consoleView.expectScreenOf(painter);
  await expect.poll(async () => (await page.request.get(`${stage.url}api/vms`)).status(), { timeout: 30_000 }).toBe(200);
  expect(childOf(stage.portalPid, "web")).not.toBe(web);
  expect(await keysOf(painter, page, () => page.keyboard.press("b"))).toBe("+48 -48");
  expect(await states.jsonValue()).toEqual([]);
});

test("the console comes back by itself after the end of the relay", async ({ guest, consoleView, page, stage }) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  await consoleView.open(painter);
  const relay = childOf(stage.portalPid, "relay");
  process.kill(relay, "SIGKILL");
  await expect(consoleView.moment("reconnecting").or(consoleView.moment("restarting"))).toBeVisible();
  await consoleView.connected();
  expect(childOf(stage.portalPid, "relay")).not.toBe(relay);
  await painter.paint("mode gradient");
  await consoleView.expectScreenOf(painter);
  await consoleView.canvas.focus();
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
});

test("a connection that has died without a word is noticed when the network is another, and the console comes back within seconds", async ({
  guest,
  consoleView: view,
  page,
  stage,
}) => {
  const painter = await guest({ guest: "painter" });
  await view.open(painter);
  // Nothing is closed and nothing is answered any more, as after sleep.
  const relay = childOf(stage.portalPid, "relay");
  process.kill(relay, "SIGSTOP");
  try {
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(view.root).not.toHaveAttribute("data-state", "connected", { timeout: 4_000 });
  } finally {
    process.kill(relay, "SIGCONT");
  }
  await expect(view.root).toHaveAttribute("data-state", "connected", { timeout: 6_000 });
  expect(childOf(stage.portalPid, "relay")).toBe(relay);
  await painter.paint("mode gradient");
  await view.expectScreenOf(painter);
});
