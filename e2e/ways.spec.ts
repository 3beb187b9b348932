import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { findings } from "./support/findings.ts";
import type { Guest } from "./support/guest.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test } from "./support/portal-test.ts";

/** The ways beside the browser's console, and what a machine's devices let work in which. */

async function openWays(page: Page, guest: Guest) {
  const list = new MachineList(page);
  await list.open();
  await list.shows(guest.name, "Running");
  await (await list.menuOf(guest.name)).getByRole("menuitem", { name: "Open in a desktop app" }).click();
  return page.getByRole("dialog", { name: "Open in a desktop app" });
}

test("an administrator links a machine to another product, and others see where it leads", async ({ guest, somebody }, info) => {
  const tiny = await guest({ graphics: [{ type: "vnc" }] });
  const page = await (await somebody("admin")).page();
  const dialog = await openWays(page, tiny);
  await dialog.getByRole("button", { name: "Add a link to another product" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("Horizon");
  await dialog.getByLabel("Address").fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Address").fill("https://vdi.example.org/web-1");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("External: opens vdi.example.org outside Oriel.");

  const other = await (await somebody("user")).page({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await other.goto(`vms/${tiny.vm}`);
  await expect(other.locator("[data-console]")).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  await other.getByRole("button", { name: "More" }).click();
  await other.getByRole("menuitem", { name: "Open in a desktop app" }).click();
  const link = other.getByRole("dialog").getByRole("link", { name: "Open" });
  await expect(link).toHaveAttribute("href", "https://vdi.example.org/web-1");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  await expect(other.getByRole("button", { name: "Edit the link" })).toHaveCount(0);
  await other.screenshot({ path: info.outputPath("phone-ways.png") });

  await other.getByRole("tab", { name: "What works where" }).click();
  const table = other.getByRole("table", { name: "What works in the browser and in a desktop app" });
  await expect(table).toContainText("Only a SPICE display carries this, and the machine has none.");
  const box = await table.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
  await other.screenshot({ path: info.outputPath("phone-works.png") });
  expect(await findings(other)).toEqual([]);
});

test("the console says why it has no sound, and leads an administrator to the setting", async ({ guest, somebody }, info) => {
  const tiny = await guest({ graphics: [{ type: "vnc" }] });
  const page = await (await somebody("admin")).page();
  await page.goto(`vms/${tiny.vm}`);
  await expect(page.locator("[data-console]")).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  await page.getByRole("button", { name: /^(Show|Hide) the tools$/ }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitem", { name: "Not available here" }).hover();
  const sound = page.getByRole("menuitem", { name: /^Sound/ });
  await expect(sound).toContainText("Only a SPICE display carries this, and the machine has none.");
  await expect(sound).toBeDisabled();
  await page.screenshot({ path: info.outputPath("lacks.png") });
  await page.getByRole("menuitem", { name: "Display settings" }).last().click();
  await expect(page).toHaveURL(/\/display$/);
});

test("the log of a serial line holds what was said before the console was open; the guest learns the terminal's size", async ({
  guest,
  somebody,
}, info) => {
  const tiny = await guest();
  const page = await (await somebody("operator")).page();
  await tiny.shell("echo said before anybody looked >/dev/ttyS0");
  await page.goto(`vms/${tiny.vm}?protocol=serial`);
  await expect(page.locator("[data-console]")).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  await page.getByRole("button", { name: /^(Show|Hide) the tools$/ }).hover();
  await page.getByRole("button", { name: "Log", exact: true }).click();
  const log = page.getByRole("dialog", { name: "Log since start" });
  await expect(log).toContainText("said before anybody looked");
  await log.getByRole("searchbox", { name: "Search the log" }).fill("ANYBODY looked");
  await expect(log.locator("mark")).toHaveText("anybody looked");
  const saving = page.waitForEvent("download");
  await log.getByRole("button", { name: "Save" }).click();
  await (await saving).saveAs(info.outputPath("serial.log"));
  expect(readFileSync(info.outputPath("serial.log"), "utf8")).toContain("said before anybody looked");
  await page.screenshot({ path: info.outputPath("log.png") });
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");

  // A shell that waits at the line is told, and so is whoever asks for the size there.
  const screen = page.locator(".xterm-accessibility-tree");
  await page.locator(".xterm-screen").click();
  await expect(async () => {
    for (const [text, answer] of [
      ["\n", /login:\s*$/],
      ["root\n", /Password:\s*$/],
      ["oriel\n", /:~#\s*$/],
    ] as const) {
      await page.keyboard.type(text);
      await expect(screen).toContainText(answer, { timeout: 6_000 });
    }
  }).toPass({ timeout: 60_000 });
  await page.getByRole("button", { name: /^(Show|Hide) the tools$/ }).hover();
  await page.getByRole("button", { name: /^Tell the guest this size/ }).click();
  await expect(screen).toContainText(/stty rows \d+ cols \d+/);
  const size = /stty rows (\d+) cols (\d+)/.exec((await screen.textContent()) ?? "");
  await expect.poll(() => tiny.shell("stty size </dev/ttyS0")).toBe(`${size?.[1]} ${size?.[2]}`);
});
