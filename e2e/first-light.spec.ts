import { ConsoleView } from "./support/console-view.ts";
import { coloursIn } from "./support/picture.ts";
import { expect, test } from "./support/test.ts";

test("somebody signs in, finds a machine, opens its console, and sees what it shows", async ({ page, guest, stage }) => {
  const tiny = await guest({ title: "Workshop" });
  await tiny.hideCursor();
  const { email, password } = stage.people.user;

  await page.goto("");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect(page.getByRole("heading", { name: "Machines" })).toBeVisible();
  await page.getByRole("link", { name: tiny.name }).first().click();

  const view = new ConsoleView(page);
  await view.connected();
  expect(coloursIn(await view.expectScreenOf(tiny))).toBeGreaterThan(4);
});
