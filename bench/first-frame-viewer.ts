import { EventEmitter, once } from "node:events";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Expected } from "./expected.ts";
import { TELL, watchForFirstFrame } from "./first-frame-probe.ts";

/** Milliseconds from the pointer's arrival on a link to the click: people take longer. */
const AIM_MS = 200;
const DEADLINE_MS = 30_000;

/** Somebody at a browser of their own who opens a console, over and over. */
export class FirstFrameViewer {
  readonly context: BrowserContext;
  readonly #frames = new EventEmitter();

  private constructor(context: BrowserContext) {
    this.context = context;
  }

  static async open(browser: Browser, expected: Expected): Promise<FirstFrameViewer> {
    const viewer = new FirstFrameViewer(await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" }));
    await viewer.context.exposeFunction(TELL, (ms: number) => viewer.#frames.emit("frame", ms));
    await viewer.context.addInitScript(watchForFirstFrame, { expected, tell: TELL });
    return viewer;
  }

  /** Milliseconds from a click on a link of a page to the first full frame; in a fresh tab. @param then what is done there before it closes */
  async clickToFrame(url: string, link: string, then?: (page: Page) => Promise<void>): Promise<number> {
    const page = await this.context.newPage();
    try {
      await page.goto(url, { waitUntil: "networkidle" });
      await page.hover(link);
      await page.waitForTimeout(AIM_MS);
      const frame = once(this.#frames, "frame", { signal: AbortSignal.timeout(DEADLINE_MS) });
      await page.mouse.down();
      await page.mouse.up();
      const [ms] = await frame;
      await then?.(page);
      return ms as number;
    } finally {
      await page.close();
    }
  }
}
