import type { CDPSession, Page } from "@playwright/test";

export type Place = { x: number; y: number };

/** Fingers on a page's screen, as the browser itself is told of them. Places are CSS pixels of the page. */
export class Fingers {
  readonly #page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(page, await page.context().newCDPSession(page));
  }

  async down(...places: Place[]): Promise<void> {
    await this.#tell("touchStart", places);
  }

  async move(...places: Place[]): Promise<void> {
    await this.#tell("touchMove", places);
  }

  /** All of them. */
  async up(): Promise<void> {
    await this.#tell("touchEnd", []);
  }

  async tap(...places: Place[]): Promise<void> {
    await this.down(...places);
    await this.up();
  }

  async hold(place: Place): Promise<void> {
    await this.down(place);
    await this.#page.waitForTimeout(700);
    await this.up();
  }

  /** Each finger goes from one place to another, in steps. */
  async stroke(...ways: { from: Place; to: Place }[]): Promise<void> {
    const steps = 6;
    await this.down(...ways.map(({ from }) => from));
    for (let step = 1; step <= steps; step++) {
      const along = (from: number, to: number) => from + ((to - from) * step) / steps;
      await this.move(...ways.map(({ from, to }) => ({ x: along(from.x, to.x), y: along(from.y, to.y) })));
    }
    await this.up();
  }

  async #tell(type: "touchStart" | "touchMove" | "touchEnd", places: Place[]): Promise<void> {
    await this.#cdp.send("Input.dispatchTouchEvent", { type, touchPoints: places.map((place, id) => ({ ...place, id })) });
  }
}
