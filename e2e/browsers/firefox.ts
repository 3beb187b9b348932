import puppeteer, { type Browser, type KeyInput, type Page } from "puppeteer-core";
import type { OtherBrowser } from "./other-browser.ts";
import { webdriverKeys } from "./webdriver-keys.ts";

const PROGRAM = "/usr/bin/firefox-esr";

/** Debian's Firefox through WebDriver BiDi. */
export class Firefox implements OtherBrowser {
  readonly name = "Firefox";
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async launch(): Promise<Firefox> {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: PROGRAM,
      acceptInsecureCerts: true,
      defaultViewport: { width: 1440, height: 900 },
    });
    return new Firefox(browser, await browser.newPage());
  }

  async visit(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async run<Argument, Result>(what: (argument: Argument) => Result, argument: Argument, frame?: string): Promise<Result> {
    const inside = frame === undefined ? this.#page : await (await this.#page.$(frame))?.contentFrame();
    if (!inside) throw new Error(`There is no frame ${frame}.`);
    return (await inside.evaluate(what as (argument: unknown) => unknown, argument)) as Result;
  }

  async click(selector: string): Promise<void> {
    await this.#page.click(selector);
  }

  async press(chord: string): Promise<void> {
    const keys = webdriverKeys(chord) as KeyInput[];
    for (const key of keys) await this.#page.keyboard.down(key);
    for (const key of keys.toReversed()) await this.#page.keyboard.up(key);
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.#page.screenshot());
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
