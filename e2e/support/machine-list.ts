import { expect, type Locator, type Page } from "@playwright/test";

/** The page of all machines, as a list. */
export class MachineList {
  readonly page: Page;
  /** The lines that are rendered: those in sight and a few around them. */
  readonly rows: Locator;
  readonly search: Locator;

  constructor(page: Page) {
    this.page = page;
    this.rows = page.locator("tbody tr");
    this.search = page.getByRole("searchbox", { name: "Search machines" });
  }

  /** Opens it and waits until it is live. `query`: "?q=web&sort=state". */
  async open(query = ""): Promise<void> {
    await this.page.goto(query || "");
    await expect(this.page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  /** Waits until a machine is listed with a state: "Running", "Off" ... */
  async shows(name: string, state: string): Promise<void> {
    await expect(this.row(name)).toContainText(state);
  }

  /** The names in the order of the list. */
  names(): Promise<string[]> {
    return this.rows.getByRole("link").allTextContents();
  }

  async menuOf(name: string): Promise<Locator> {
    await this.row(name).getByRole("button", { name: "Actions for" }).click();
    return this.page.getByRole("menu");
  }
}
