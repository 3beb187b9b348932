import type { Locator, Page } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import { findings } from "./support/findings.ts";
import type { Guest } from "./support/guest.ts";
import { LayoutKeyboard } from "./support/keyboard.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test } from "./support/test.ts";

/** What the terminal shows now, as a screen reader is told it. */
function screenOf(view: ConsoleView): Locator {
  return view.root.locator(".xterm-accessibility-tree");
}

async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
}

/** A guest throws away what is typed before its question is quite out; then a person presses Enter and begins anew. */
async function signInAtTheLine(view: ConsoleView): Promise<void> {
  const steps: [text: string, answer: RegExp][] = [
    ["\n", /login:\s*$/],
    ["root\n", /Password:\s*$/],
    ["oriel\n", /:~#\s*$/],
  ];
  await expect(async () => {
    for (const [text, answer] of steps) {
      await type(view.page, text);
      await expect(screenOf(view)).toContainText(answer, { timeout: 6_000 });
    }
  }).toPass({ timeout: 60_000 });
}

test("somebody signs in on the serial line, runs a command, reads its answer and what was before it", async ({
  guest,
  consoleView,
  page,
}) => {
  const tiny = await guest();
  await consoleView.open(tiny, "serial");
  await signInAtTheLine(consoleView);

  await type(page, "echo $((6 * 7)) at $(hostname)\n");
  await expect(screenOf(consoleView)).toContainText(`42 at ${tiny.name}`);

  await type(page, "seq -f 'line %g.' 1 200 2>/dev/null || for i in $(seq 1 200); do echo line $i.; done\n");
  await expect(screenOf(consoleView)).toContainText("line 200.");
  await expect(screenOf(consoleView)).not.toContainText("line 2.");
  await expect
    .poll(async () => {
      await page.keyboard.press("Shift+PageUp");
      return screenOf(consoleView).textContent();
    })
    .toContain("line 2.");

  await type(page, "cat >/tmp/utf\n");
  const keyboard = await LayoutKeyboard.plugIn(page);
  for (const key of "Grüße aus Łódź: 5 € ñ ж 漢") await keyboard.press({ key, code: "" });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+d");
  await expect.poll(() => tiny.shell("cat /tmp/utf")).toBe("Grüße aus Łódź: 5 € ñ ж 漢");
  await tiny.shell("printf 'Zurück: žluťoučký kůň 漢字\\r\\n' >/dev/ttyS0");
  await expect(screenOf(consoleView)).toContainText("Zurück: žluťoučký kůň 漢字");
});

test("the tools switch between screen and serial line, and back", async ({ guest, consoleView, page }) => {
  const tiny = await guest();
  await tiny.hideCursor();
  await consoleView.open(tiny);
  const choose = async (name: string) => (await consoleView.tools()).getByRole("button", { name, exact: true }).click();
  await choose("Serial");
  await expect(consoleView.root).toHaveAttribute("data-protocol", "serial");
  await consoleView.connected();
  await consoleView.root.locator(".xterm-screen").click();
  await page.keyboard.press("Enter");
  await expect(screenOf(consoleView)).toContainText("login:");
  await choose("VNC");
  await expect(consoleView.root).toHaveAttribute("data-protocol", "vnc");
  await consoleView.connected();
  await consoleView.expectScreenOf(tiny);
});

/** Opens a machine's serial console, whatever comes of it. */
async function knock(view: ConsoleView, guest: Guest): Promise<void> {
  await view.page.goto(`vms/${guest.vm}?protocol=serial`);
}

test("a line that somebody holds is not taken without a word: the second is told, may take over, and the first is told", async ({
  guest,
  consoleView,
  as,
  stage,
}) => {
  const tiny = await guest();
  await consoleView.open(tiny, "serial");
  await signInAtTheLine(consoleView);

  const second = new ConsoleView(await as("admin"));
  await knock(second, tiny);
  await expect(second.moment("held")).toContainText(stage.people.operator.name, { timeout: 30_000 });
  await expect(second.moment("held")).toContainText("A serial line has one user at a time.");
  // The first goes on.
  await type(consoleView.page, "echo still $((1 + 1)) here\n");
  await expect(screenOf(consoleView)).toContainText("still 2 here");

  // Whoever has no right to take over is offered none.
  const third = new ConsoleView(await as("user"));
  await knock(third, tiny);
  await expect(third.moment("held")).toBeVisible({ timeout: 30_000 });
  await expect(third.moment("held").getByRole("button", { name: "Take over" })).toHaveCount(0);

  await second.moment("held").getByRole("button", { name: "Take over" }).click();
  await second.connected();
  await expect(consoleView.moment("taken")).toContainText(`${stage.people.admin.name}`);
  await second.page.keyboard.press("Enter");
  await type(second.page, "echo now $((2 + 2)) mine\n");
  await expect(screenOf(second)).toContainText("now 4 mine");

  await consoleView.moment("taken").getByRole("button", { name: "Take back" }).click();
  await consoleView.connected();
  await expect(second.moment("taken")).toBeVisible();
});

/** The first line of all that the terminal has, as it is copied. */
async function firstLine(view: ConsoleView): Promise<string> {
  await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await (await view.tools()).getByRole("button", { name: "Copy the selection, or everything" }).click();
  await expect(view.page.getByText("Copied", { exact: true })).toBeVisible();
  const text = await view.page.evaluate(() => navigator.clipboard.readText());
  return text.split("\n").find((line) => line.trim() !== "") ?? "";
}

/** The kernel says so first of all; `quiet`, which the guests have, would keep it to itself. */
const FIRST = /\[ +0\.000000\] Linux version/;
const VERBOSE = { on: false, commandLine: "loglevel=7" };

test("a machine that is off is started from its serial console, and its first boot message is seen", async ({
  guest,
  consoleView,
  page,
}) => {
  const tiny = await guest(VERBOSE);
  await page.goto(`vms/${tiny.vm}?protocol=serial`);
  await expect(consoleView.moment("off")).toContainText("heard from its first boot message on");
  await consoleView.moment("off").getByRole("button", { name: "Start and attach" }).click();
  await expect(consoleView.moment("starting")).toContainText("It runs once its serial line is open.");
  await consoleView.connected();
  await expect(screenOf(consoleView)).toContainText("login:", { timeout: 60_000 });
  expect(await tiny.state()).toBe("running");
  expect(await firstLine(consoleView)).toMatch(FIRST);

  // What goes off again stays off.
  await tiny.destroy();
  await expect(consoleView.moment("off")).toBeVisible();
  await page.reload();
  await expect(consoleView.moment("off")).toBeVisible();
  expect(await tiny.state()).toBe("shut off");
});

test("a machine's menu starts it and leads to its serial line", async ({ guest, consoleView, page }) => {
  const tiny = await guest(VERBOSE);
  const list = new MachineList(page);
  await list.open();
  await (await list.menuOf(tiny.name)).getByRole("menuitem", { name: "Start and attach to serial" }).click();
  await consoleView.connected();
  await expect(screenOf(consoleView)).toContainText("login:", { timeout: 60_000 });
  expect(await firstLine(consoleView)).toMatch(FIRST);
});

test("of several lines one is chosen; where it is silent, the lines that make a guest speak are at hand", async ({
  guest,
  consoleView,
  page,
}) => {
  const tiny = await guest({ serials: 2 });
  await consoleView.open(tiny, "serial");
  await page.keyboard.press("Enter");
  await expect(screenOf(consoleView)).toContainText("login:");
  await (await consoleView.tools()).getByRole("button", { name: "Serial line: ttyS0" }).click();
  await page.getByRole("menuitemradio", { name: "ttyS1" }).click();
  await expect(page).toHaveURL(/device=1/);
  await expect(consoleView.root.getByText("Nothing was printed yet.")).toBeVisible();
  await expect(screenOf(consoleView)).not.toContainText("login:");
  await consoleView.root.getByRole("button", { name: "Still nothing?" }).click();

  const help = page.getByRole("dialog", { name: "The guest says nothing?" });
  await expect(help).toContainText("ttyS1");
  await expect(help).toContainText('GRUB_CMDLINE_LINUX="console=tty0 console=ttyS1,115200n8"');
  expect(await findings(page)).toEqual([]);
  await help.getByRole("tab", { name: "GRUB Legacy" }).click();
  await expect(help).toContainText("serial --unit=1 --speed=115200");
  await help.getByRole("tab", { name: "systemd" }).click();
  await expect(help).toContainText("systemctl enable --now serial-getty@ttyS1.service");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  // It is the line that the guest calls so.
  await tiny.shell("echo spoken on the second >/dev/ttyS1");
  await expect(screenOf(consoleView)).toContainText("spoken on the second");
  await page.reload();
  await consoleView.connected();
  await tiny.shell("echo and again >/dev/ttyS1");
  await expect(screenOf(consoleView)).toContainText("and again");
});
