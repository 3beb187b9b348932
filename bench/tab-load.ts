import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import type { Guest } from "#e2e/support/guest.ts";

/** Whole screens that the guest paints in a second, and for how long. */
const FPS = 5;
const SECONDS = 8;
/** The moving pattern: a gradient over the whole screen, which moves, with its frame's number in its corner. */
const PATTERN = "scroll";
/** Each frame is looked for this often while it stands. */
const LOOKS = 5;

/** What whole changed screens cost a tab: CPU for each that it drew, and the time from one to the next. */
export type Load = { cpuMsPerFrame: number; msPerFrame: number };

/**
 * Lets the whole screen change at a steady rate while a tab shows it, and measures the tab: the CPU time of all renderer processes of the
 * browser, which has no other tab, by the frames whose numbers were on the canvas. Leaves the guest as it was, with bars.
 */
export async function measureLoad(browser: Browser, page: Page, guest: Guest): Promise<Load> {
  await guest.paint("frames 0");
  await guest.paint(`fps ${FPS}`);
  await guest.paint(`mode ${PATTERN}`);
  await sleep(1_000);
  const before = await rendererSeconds(browser);
  const since = performance.now();
  const frames = await framesDrawn(page);
  const ms = performance.now() - since;
  const cpuMs = ((await rendererSeconds(browser)) - before) * 1_000;
  await guest.paint("mode bars");
  return { cpuMsPerFrame: cpuMs / frames, msPerFrame: ms / frames };
}

/** How many different frame numbers a canvas of the page or of its frame has shown while the time ran. */
async function framesDrawn(page: Page): Promise<number> {
  const counts = await Promise.all(
    page.frames().map((frame) => frame.evaluate(countFrames, { ms: SECONDS * 1_000, everyMs: 1_000 / FPS / LOOKS })),
  );
  return Math.max(...counts);
}

/** Runs in the page. The number is 16 squares of 32 pixels in the corner, white for 1, the highest bit first (demo/guests/painter/patterns.h). */
async function countFrames({ ms, everyMs }: { ms: number; everyMs: number }): Promise<number> {
  const seen = new Set<string>();
  const look = () => {
    for (const canvas of document.querySelectorAll("canvas")) {
      const context = canvas.checkVisibility() ? canvas.getContext("2d") : null;
      const line = context?.getImageData(0, 16, 16 * 32, 1).data;
      if (line) seen.add(Array.from({ length: 16 }, (_, bit) => ((line[4 * (bit * 32 + 16)] ?? 0) > 127 ? 1 : 0)).join(""));
    }
  };
  const timer = setInterval(look, everyMs);
  await new Promise((resolve) => setTimeout(resolve, ms));
  clearInterval(timer);
  return seen.size;
}

async function rendererSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
