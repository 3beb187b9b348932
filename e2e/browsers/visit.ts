import { expect } from "@playwright/test";
import type { Protocol } from "#server/contract/console.ts";
import type { Guest } from "../support/guest.ts";
import { decodePng, differenceOf, type Picture } from "../support/picture.ts";
import type { SignIn } from "../support/stage.ts";
import type { OtherBrowser } from "./other-browser.ts";

const FRAME = "[data-console] iframe";
const CONNECT_MS = 30_000;

/** Somebody at a portal, in a browser that Playwright cannot drive. */
export class Visit {
  readonly browser: OtherBrowser;
  readonly #portal: string;

  /** `portal` is its address, with a slash at the end. */
  constructor(browser: OtherBrowser, portal: string) {
    this.browser = browser;
    this.#portal = portal;
  }

  async signIn({ email, password }: SignIn): Promise<void> {
    await this.browser.visit(this.#portal);
    await this.sees("input[type=email]");
    await this.browser.click("input[type=email]");
    await this.type(email);
    await this.browser.press("Tab");
    await this.type(password);
    await this.browser.press("Enter");
    await this.sees("tbody tr");
  }

  /** Opens a machine from the list: by the display that is its first. */
  async openFromList({ vm }: Pick<Guest, "vm">): Promise<void> {
    const link = `tbody a[href*="${vm}"]`;
    await this.sees(link);
    await this.browser.click(link);
    await this.connected();
  }

  async open({ vm }: Pick<Guest, "vm">, protocol: Protocol): Promise<void> {
    await this.browser.visit(`${this.#portal}vms/${vm}?protocol=${protocol}`);
    await this.connected();
  }

  async connected(): Promise<void> {
    await this.sees('[data-console][data-state="connected"]', CONNECT_MS);
  }

  async sees(selector: string, timeout?: number): Promise<void> {
    const found = () => this.browser.run((css) => document.querySelector(css) !== null, selector);
    await expect.poll(found, { message: `${this.browser.name} shows ${selector}`, ...(timeout && { timeout }) }).toBe(true);
  }

  /** Waits until what a selector finds says something. */
  async reads(selector: string, text: RegExp, timeout?: number): Promise<void> {
    const said = () => this.browser.run((css) => document.querySelector(css)?.textContent ?? "", selector);
    await expect.poll(said, { message: `what ${selector} says`, ...(timeout && { timeout }) }).toMatch(text);
  }

  /** Types on a US keyboard; a line break is Enter. */
  async type(text: string): Promise<void> {
    for (const character of text) await this.browser.press(character === "\n" ? "Enter" : character);
  }

  /** Waits until the console shows exactly what QEMU shows. The guest's screen must be at rest. */
  async expectScreenOf(guest: Guest, protocol: Protocol): Promise<Picture> {
    const shown = async () => differenceOf(await this.#picture(protocol), await guest.screendump());
    await expect
      .poll(shown, { timeout: CONNECT_MS, message: `the canvas of ${this.browser.name} is the guest's screen` })
      .toEqual({ pixels: 0, first: null, sizes: null });
    return this.#picture(protocol);
  }

  /** The canvas's own pixels. SPICE has it in a frame of its own. */
  async #picture(protocol: Protocol): Promise<Picture> {
    const [selector, frame] = protocol === "spice" ? ["canvas", FRAME] : ["[data-console] canvas", undefined];
    const url = await this.browser.run(
      (css) => document.querySelector<HTMLCanvasElement>(css)?.toDataURL("image/png") ?? "",
      selector,
      frame,
    );
    if (url === "") return { width: 0, height: 0, data: Buffer.alloc(0) };
    return decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
  }
}
