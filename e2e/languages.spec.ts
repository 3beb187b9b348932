import { findings } from "./support/findings.ts";
import { expect, test } from "./support/portal-test.ts";

/** The portal in the language of the person: their browser's, or the one they chose. */

test.describe("in a browser that prefers German", () => {
  test.use({ locale: "de-DE" });

  test("the portal speaks German, from the sign-in to the display settings", async ({ page, somebody, spare }) => {
    const person = await somebody("admin");
    const machine = await spare({ vncPort: 5997 });
    const clean = async (what: string) => expect.soft(await findings(page), what).toEqual([]);

    await page.goto("sign-in");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page).toHaveTitle("Anmelden · Oriel");
    await page.getByLabel("E-Mail").fill(person.email);
    await page.getByLabel("Passwort", { exact: true }).fill("nicht das Passwort");
    await page.getByRole("button", { name: "Anmelden" }).click();
    await expect(page.getByRole("alert").getByText("E-Mail oder Passwort stimmt nicht.")).toBeVisible();
    await clean("the sign-in");
    await page.getByLabel("Passwort", { exact: true }).fill(person.password);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await expect(page.getByRole("heading", { name: "Maschinen", exact: true })).toBeVisible();
    await clean("the list");

    await page.goto(`vms/${machine.vm}`);
    await expect(page.getByRole("heading", { name: "Die Maschine ist aus" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Starten", exact: true })).toBeVisible();
    await clean("the console");

    await page.goto(`vms/${machine.vm}/display`);
    await page.getByRole("radio", { name: "VNC und SPICE" }).check();
    await expect(page.locator("#display-panel").getByText("Eine SPICE-Anzeige kommt hinzu.")).toBeVisible();
    await clean("the display settings");
  });
});

test("choosing a language keeps the page as it is and takes effect at once", async ({ somebody }) => {
  const page = await (await somebody("user")).page();
  await page.goto("account");
  await page.getByLabel("New password", { exact: true }).fill("half a sentence");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Konto", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page).toHaveTitle("Konto · Oriel");
  await expect(page.getByLabel("Neues Passwort", { exact: true })).toHaveValue("half a sentence");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Konto", exact: true })).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("sprache");
  await page.getByRole("option", { name: "Sprache: English" }).click();
  await expect(page.getByRole("heading", { name: "Account", exact: true })).toBeVisible();
});

test("who is not signed in yet can choose, too, and is sent one language only", async ({ page }) => {
  await page.goto("sign-in");
  expect(await page.content()).not.toContain("Passwort");
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
  expect(await page.content()).not.toContain("Sign in");
});
