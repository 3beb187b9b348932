import type { BrowserContextOptions, Page } from "@playwright/test";
import { findings } from "./support/findings.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test } from "./support/portal-test.ts";

/** WCAG 2.2 AA as far as a program can tell, and the whole way by keyboard alone. */

const looks: Record<string, BrowserContextOptions> = {
  desktop: { reducedMotion: "reduce" },
  phone: { reducedMotion: "reduce", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

for (const [look, options] of Object.entries(looks)) {
  const phone = look === "phone";

  test(`axe finds nothing serious: ${look}`, async ({ browser, somebody, guest, spare, stage }) => {
    test.slow();
    const password = "secret12";
    const graphics = [
      { type: "vnc", password },
      { type: "spice", password },
    ] as const;
    const tiny = await guest({ title: "A title", graphics });
    const off = await spare();
    const person = await somebody("operator");
    const strangers = await browser.newContext({ ...options, baseURL: stage.url });
    const stranger = await strangers.newPage();
    const clean = async (on: Page, what: string) => expect.soft(await findings(on), what).toEqual([]);

    for (const path of ["sign-in", "setup", "setup#token"]) {
      await stranger.goto("about:blank");
      await stranger.goto(`${stage.url}${path}`);
      await clean(stranger, path);
    }
    await stranger.goto("sign-in");
    await stranger.getByLabel("Email").fill(person.email);
    await stranger.getByLabel("Password", { exact: true }).fill("not the password");
    await stranger.getByRole("button", { name: "Sign in" }).click();
    await expect(stranger.getByText("The email or the password is wrong.")).toBeVisible();
    await clean(stranger, "sign-in refused");
    await strangers.close();

    const page = await person.page(options);
    for (const path of ["", "?q=nothing+is+called+this", "hosts", "account", "about", "nowhere", ...(phone ? [] : ["?view=wall"])]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await clean(page, path || "machines");
    }

    await page.goto(`?q=${tiny.name}`);
    await page.getByRole("button", { name: "Actions for" }).first().click();
    await expect(page.getByRole("menu")).toBeVisible();
    await clean(page, "menu");
    await page.getByRole("menuitem", { name: "Open in a desktop app" }).click();
    await expect(page.getByRole("dialog").getByText("Commands")).toBeVisible();
    await clean(page, "desktop apps");
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.getByRole("button", { name: "Actions for" }).first().click();
    await page.getByRole("menuitem", { name: "Force off" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await clean(page, "question");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.type(tiny.name);
    await clean(page, "palette");

    await page.goto(`vms/${off.vm}`);
    await expect(page.locator("[data-moment]")).toBeVisible();
    await clean(page, "console of a machine without one");
    for (const protocol of ["vnc", "spice", "serial"]) {
      await page.goto(`vms/${tiny.vm}?protocol=${protocol}`);
      await expect(page.locator("[data-console]")).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
      await clean(page, `${protocol} console`);
      const menus = page.getByRole("button").and(page.locator("[aria-haspopup=menu]:visible"));
      if (!phone) await page.keyboard.press("Control+Alt+Shift");
      for (let index = 0; index < (await menus.count()); index++) {
        await menus.nth(index).click();
        await expect(page.getByRole("menu")).toBeVisible();
        await clean(page, `${protocol} console, menu ${index}`);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("menu")).toHaveCount(0);
      }
    }
  });
}

test("from the sign-in to a console and back, by keyboard alone", async ({ page, guest, somebody }) => {
  const tiny = await guest();
  const { email, password } = await somebody("operator");
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
  const tabTo = async (what: RegExp, key = "Tab") => {
    for (let step = 0; step < 40 && !what.test(await focus()); step++) await page.keyboard.press(key);
    expect(await focus()).toMatch(what);
  };

  await page.goto("");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  const list = new MachineList(page);
  await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();

  await page.keyboard.press("Tab");
  expect(await focus()).toBe("Skip to the content");
  // The page hears keys as soon as it lives.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type(tiny.name);
  await expect(list.rows).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect.poll(focus).toBe(tiny.name);
  await page.keyboard.press("Enter");
  const root = page.locator("[data-console]");
  await expect(root).toHaveAttribute("data-state", "connected", { timeout: 30_000 });

  await page.keyboard.press("Control+Alt+Shift");
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("[role=toolbar]") !== null)).toBe(true);
  await tabTo(/^Keys to send$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await tabTo(/^All machines$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
});
