import { expect, type Locator, type Page } from "@playwright/test";

export type ProtocolName = "VNC" | "SPICE" | "VNC and SPICE" | "None";

/** The page of a machine's display settings. */
export class DisplayEditor {
  readonly page: Page;
  /** What the edits would do, or what is being done. */
  readonly panel: Locator;
  /** What keeps the edits from being applied; each leads to its field. */
  readonly problems: Locator;
  /** What was changed before, newest first. */
  readonly history: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.locator("#display-panel");
    this.problems = this.panel.getByRole("region", { name: /keeps? this from being applied$/ }).getByRole("listitem");
    this.history = page.locator("#display-history").locator("> ul > li");
  }

  async open(vm: string): Promise<void> {
    await this.page.goto(`vms/${vm}/display`);
    await this.ready();
  }

  /** Waits until there is something to edit. */
  async ready(): Promise<void> {
    await expect(this.protocol("VNC")).toBeVisible();
  }

  protocol(name: ProtocolName): Locator {
    return this.page.getByRole("radio", { name, exact: true });
  }

  /** The settings of one display. */
  display(type: "VNC" | "SPICE"): Locator {
    return this.page.getByRole("region", { name: type, exact: true });
  }

  /** Chooses in a field that takes one of several. */
  async choose(within: Locator | Page, field: string, option: string): Promise<void> {
    await within.getByRole("combobox", { name: field, exact: true }).click();
    await this.page.getByRole("option", { name: new RegExp(`^${option}`) }).click();
  }

  /** Fixes a display's port. */
  async fixPort(type: "VNC" | "SPICE", port: number): Promise<void> {
    const display = this.display(type);
    if (!(await display.getByLabel("Port number", { exact: true }).isVisible())) await this.choose(display, "Port", "Fixed");
    await display.getByLabel("Port number", { exact: true }).fill(String(port));
  }

  button(name: string): Locator {
    return this.panel.getByRole("button", { name, exact: true });
  }

  /** Waits until the plan says what is looked for. */
  async plans(text: string | RegExp): Promise<void> {
    await expect(this.panel.getByText(text)).toBeVisible();
  }
}
