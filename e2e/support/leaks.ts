import { readdirSync, readlinkSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";

/** What a page holds on to, once its garbage is gone. */
export type Holdings = { frames: number; sockets: number; documents: number; nodes: number; listeners: number; heapMiB: number };

/** Counts what a page holds, its WebSockets from its next document on. */
export class PageHoldings {
  readonly #page: Page;
  readonly #devtools: CDPSession;
  #sockets = 0;

  private constructor(page: Page, devtools: CDPSession) {
    this.#page = page;
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<PageHoldings> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable");
    const holdings = new PageHoldings(page, devtools);
    page.on("websocket", (socket) => {
      holdings.#sockets += 1;
      socket.on("close", () => (holdings.#sockets -= 1));
    });
    return holdings;
  }

  async count(): Promise<Holdings> {
    await this.#devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await this.#devtools.send("Performance.getMetrics");
    const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    return {
      frames: this.#page.frames().length,
      sockets: this.#sockets,
      documents: metric("Documents"),
      nodes: metric("Nodes"),
      listeners: metric("JSEventListeners"),
      heapMiB: metric("JSHeapUsedSize") / 2 ** 20,
    };
  }
}

/** How many sockets a process has open. */
export function socketsOf(pid: number): number {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter((name) => linkOf(`${directory}/${name}`).startsWith("socket:")).length;
}

/** A file may be closed before it is looked at. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
