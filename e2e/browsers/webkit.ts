import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { Builder, By, Capabilities, type WebDriver } from "selenium-webdriver";
import { freePort } from "../../demo/portal.ts";
import { endProgram, startProgram } from "../support/program.ts";
import { XDisplay } from "../support/x-display.ts";
import type { OtherBrowser } from "./other-browser.ts";
import { webdriverKeys } from "./webdriver-keys.ts";

/** WebKitGTK's own small browser: in the folder of the machine's architecture, and there in that of the library's version. */
function program(): string {
  const folders = readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu"));
  const places = folders.flatMap((folder) =>
    ["webkit2gtk-4.1", "webkitgtk-6.0"].map((library) => `/usr/lib/${folder}/${library}/MiniBrowser`),
  );
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error("There is no MiniBrowser: it comes with webkit2gtk-driver.");
  return found;
}

/** Debian's WebKitGTK through its WebDriver. It has no headless mode: it gets an X display that nobody sees. */
export class WebKit implements OtherBrowser {
  readonly name = "WebKit";
  readonly #driver: WebDriver;
  readonly #server: ChildProcess;
  readonly #display: XDisplay;

  private constructor(driver: WebDriver, server: ChildProcess, display: XDisplay) {
    this.#driver = driver;
    this.#server = server;
    this.#display = display;
  }

  static async launch(): Promise<WebKit> {
    const display = await XDisplay.start();
    const port = await freePort(4500);
    const server = startProgram("WebKitWebDriver", [`--port=${port}`], display.environment);
    await untilListening(port);
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      acceptInsecureCerts: true,
      "webkitgtk:browserOptions": { binary: program(), args: ["--automation"] },
    });
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    await driver.manage().window().setRect({ x: 0, y: 0, width: 1440, height: 900 });
    return new WebKit(driver, server, display);
  }

  async visit(url: string): Promise<void> {
    await this.#driver.get(url);
  }

  async run<Argument, Result>(what: (argument: Argument) => Result, argument: Argument, frame?: string): Promise<Result> {
    if (frame === undefined) return this.#driver.executeScript<Result>(what, argument);
    await this.#driver.switchTo().frame(await this.#driver.findElement(By.css(frame)));
    try {
      return await this.#driver.executeScript<Result>(what, argument);
    } finally {
      await this.#driver.switchTo().defaultContent();
    }
  }

  async click(selector: string): Promise<void> {
    await this.#driver.findElement(By.css(selector)).click();
  }

  async press(chord: string): Promise<void> {
    const keys = webdriverKeys(chord);
    const actions = this.#driver.actions();
    for (const key of keys) actions.keyDown(key);
    for (const key of keys.toReversed()) actions.keyUp(key);
    await actions.perform();
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.#driver.takeScreenshot(), "base64");
  }

  async close(): Promise<void> {
    await this.#driver.quit();
    await endProgram(this.#server);
    await this.#display.stop();
  }
}

async function untilListening(port: number): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
