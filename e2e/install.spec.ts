import type { Page } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import { expect, pageOf, test } from "./support/portal-test.ts";

const basePath = process.env.ORIEL_BASE_PATH ?? "";

/** Waits until the worker has the page, and has taken in its files. */
async function untilInstalled(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** The addresses in all caches of the page's origin, and what is kept under them. */
function cachedBy(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const caching = (await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname),
    );
    return (await Promise.all(caching)).flat();
  });
}

test("a browser can install it", async ({ as }) => {
  const page = await as("operator");
  await page.goto("");
  await untilInstalled(page);
  const devtools = await page.context().newCDPSession(page);
  const { url, errors, data } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "{}");
  expect(manifest).toMatchObject({ name: "Oriel", display: "standalone", start_url: basePath || "/", scope: basePath || "/" });
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);

  const touchIcon = await page.locator("link[rel=apple-touch-icon]").getAttribute("href");
  const icons: { src: string; sizes: string }[] = [...manifest.icons, { src: touchIcon, sizes: "180x180" }];
  for (const { src, sizes } of icons) {
    const size = await page.evaluate(async (address) => {
      const image = await createImageBitmap(await (await fetch(address)).blob());
      return `${image.width}x${image.height}`;
    }, new URL(src, url).href);
    expect(size, src).toBe(sizes);
  }
});

test("its worker keeps the shell and nothing of the machines", async ({ guest, somebody }) => {
  const tiny = await guest();
  const page = await (await somebody("operator")).page();
  await page.goto("");
  await untilInstalled(page);
  const view = new ConsoleView(page);
  await view.open(tiny);
  await page.goto("");
  await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  const cached = await cachedBy(page);
  expect(cached).toContain(`${basePath}/offline`);
  expect(cached.filter((path) => path.startsWith(`${basePath}/_next/static/`)).length).toBeGreaterThan(5);
  expect(cached.filter((path) => !path.startsWith(`${basePath}/_next/static/`))).toEqual([`${basePath}/offline`]);
});

test("it says plainly that the portal cannot be reached, and is back with it", async ({ ownPortal, stage, libvirt, browser }) => {
  const portal = await ownPortal(`local=${libvirt.uriFor("test:///default")}`);
  const { page, close } = await pageOf(browser, portal.url, stage.people.operator);
  await page.goto(portal.url);
  await untilInstalled(page);
  await portal.stop();
  await page.goto(portal.url);
  await expect(page.getByRole("heading", { name: "The portal cannot be reached" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
  await close();
});
