import { expect, type Locator, type Page } from "@playwright/test";
import type { Protocol } from "#server/contract/console.ts";
import type { Guest } from "./guest.ts";
import { decodePng, differenceOf, type Picture } from "./picture.ts";

/** A machine's page with its console. */
export class ConsoleView {
  readonly page: Page;
  readonly root: Locator;
  #protocol: Protocol = "vnc";

  constructor(page: Page) {
    this.page = page;
    this.root = page.locator("[data-console]");
  }

  /** The picture of a VNC or SPICE console. SPICE has it in a frame of its own. */
  get canvas(): Locator {
    const around = this.#protocol === "spice" ? this.root.frameLocator("iframe") : this.root;
    return around.locator("canvas").first();
  }

  /** Opens the console of a machine and waits until it is connected. */
  async open(guest: Pick<Guest, "vm">, protocol: Protocol = "vnc"): Promise<void> {
    this.#protocol = protocol;
    await this.page.goto(`vms/${guest.vm}?protocol=${protocol}`);
    await this.connected();
  }

  async connected(): Promise<void> {
    await expect(this.root).toHaveAttribute("data-state", "connected", { timeout: 30_000 });
  }

  /** Unfolds the tools, and keeps them so by the pointer. */
  async tools(): Promise<Locator> {
    await this.root.getByRole("button", { name: /^(Show|Hide) the tools$/ }).hover();
    return this.root.getByRole("toolbar");
  }

  /** Chooses from a menu of the tools. */
  async choose(menu: string, item: string): Promise<void> {
    await (await this.tools()).getByRole("button", { name: menu, exact: true }).click();
    await this.page.getByRole("menu").getByText(item, { exact: true }).click();
  }

  /** The card that says why there is no live picture, by its name (components/console/moments.ts). */
  moment(name: string): Locator {
    return this.root.locator(`[data-moment="${name}"]`);
  }

  /** The canvas's own pixels, whatever size it is shown in. */
  picture(): Promise<Picture> {
    return pictureOf(this.canvas);
  }

  /** Waits until the canvas shows exactly what QEMU shows. The guest's screen must come to rest. */
  async expectScreenOf(guest: Guest): Promise<Picture> {
    const shown = async () => differenceOf(await this.picture(), await guest.screendump());
    await expect
      .poll(shown, { timeout: 30_000, message: "the canvas is the guest's screen" })
      .toEqual({ pixels: 0, first: null, sizes: null });
    return this.picture();
  }
}

/** A canvas's own pixels. */
export async function pictureOf(canvas: Locator): Promise<Picture> {
  const url = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL("image/png"));
  return decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}
