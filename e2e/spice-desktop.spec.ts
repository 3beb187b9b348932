import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { ConsoleView } from "./support/console-view.ts";
import type { Desktop } from "./support/desktop.ts";
import { PageErrors } from "./support/page-errors.ts";
import { expect, test } from "./support/test.ts";

/** What the agent in a guest does for a SPICE console: the window's size, the clipboard, files; and its sound. */

async function open(view: ConsoleView, desktop: Desktop): Promise<PageErrors> {
  const errors = await PageErrors.of(view.page);
  await view.open(desktop.guest, "spice");
  return errors;
}

const tool = async (view: ConsoleView, name: string) => (await view.tools()).getByRole("button", { name, exact: true });

test("the guest takes the window's size, and follows it", async ({ desktop, consoleView: view, page }) => {
  test.slow();
  const guest = await desktop();
  const errors = await open(view, guest);
  await view.choose("View", "The machine takes this window's size");
  for (const size of [
    { width: 1100, height: 700 },
    { width: 1300, height: 820 },
  ]) {
    await page.setViewportSize(size);
    // Drivers take widths in steps of 8.
    const fits = async () => {
      const frame = await view.root.locator("iframe").boundingBox();
      const [screen] = await guest.screens();
      return screen && frame ? Math.abs(screen.width - frame.width) < 8 && Math.abs(screen.height - frame.height) < 8 : false;
    };
    await expect.poll(fits, { timeout: 30_000 }).toBe(true);
    const [screen] = await guest.screens();
    await expect.poll(() => view.canvas.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(screen?.width);
  }
  expect(errors.besides()).toEqual([]);
});

test("the clipboard is shared both ways once the person has chosen so, and nothing of it leaves either side unasked", async ({
  desktop,
  consoleView: view,
  page,
}) => {
  test.slow();
  const guest = await desktop();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const frames = framesOf(page);
  const errors = await open(view, guest);
  const own = () => page.evaluate(() => navigator.clipboard.readText());
  const copyHere = (text: string) => page.evaluate((text) => navigator.clipboard.writeText(text), text);

  await copyHere("the person's secret");
  await guest.setClipboard("the guest's secret");
  await expect.poll(() => guest.clipboard()).toBe("the guest's secret");
  await view.canvas.click({ position: { x: 300, y: 300 } });
  await page.keyboard.press("Control+v");
  expect(await guest.clipboard()).toBe("the guest's secret");
  expect(await own()).toBe("the person's secret");
  expect(frames().includes("the person's secret") || frames().includes("the guest's secret")).toBe(false);

  await view.choose("Clipboard", "Copy from the machine");
  await expect.poll(own).toBe("the guest's secret");
  await copyHere("by a click");
  await view.choose("Clipboard", "Paste to the machine's clipboard");
  await expect.poll(() => guest.clipboard()).toBe("by a click");

  await view.choose("Clipboard", "Share automatically");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await copyHere("grüße von hier");
  await view.canvas.click({ position: { x: 300, y: 300 } });
  await expect.poll(() => guest.clipboard()).toBe("grüße von hier");
  await guest.setClipboard("grüße aus dem Gast");
  await expect.poll(own).toBe("grüße aus dem Gast");

  await view.choose("Clipboard", "Only when I ask");
  await guest.setClipboard("after the end");
  await expect.poll(() => guest.clipboard()).toBe("after the end");
  expect(await own()).toBe("grüße aus dem Gast");
  expect(frames()).not.toContain("after the end");
  expect(errors.besides()).toEqual([]);
});

/** All that has gone over the page's WebSockets in either direction. */
function framesOf(page: Page): () => string {
  const all: string[] = [];
  page.on("websocket", (socket) => {
    const hear = ({ payload }: { payload: string | Buffer }) => all.push(Buffer.from(payload).toString("utf8"));
    socket.on("framereceived", hear).on("framesent", hear);
  });
  return () => all.join("");
}

test("the machine is silent until it is asked to sound; then its tone is heard", async ({ desktop, consoleView: view }) => {
  test.slow();
  const guest = await desktop();
  const errors = await open(view, guest);
  const frame = view.root.frameLocator("iframe");
  await guest.playTone({ frequency: 880, seconds: 3 });
  await expect(frame.locator("audio")).toHaveCount(0);

  await (await tool(view, "Sound")).click();
  await guest.playTone({ frequency: 880, seconds: 30 });
  const audio = frame.locator("audio");
  await expect(audio).toHaveCount(1, { timeout: 30_000 });
  await expect.poll(() => audio.evaluate(loudestFrequency), { timeout: 30_000 }).toBeCloseTo(880, -2);

  await (await tool(view, "Sound")).click();
  await expect(audio).toHaveCount(0);
  expect(errors.besides()).toEqual([]);
});

/** The frequency that is strongest in what an element plays now, in hertz; 0 where all is silent. */
async function loudestFrequency(element: HTMLElement | SVGElement): Promise<number> {
  const audio = element as HTMLAudioElement & { captureStream(): MediaStream };
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 4096 });
  context.createMediaStreamSource(audio.captureStream()).connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const levels = new Uint8Array(analyser.frequencyBinCount);
  analyser.getByteFrequencyData(levels);
  await context.close();
  const loudest = levels.indexOf(Math.max(...levels));
  return levels[loudest] ? (loudest * context.sampleRate) / analyser.fftSize : 0;
}

const SIZE = 3_000_000;

test("a file of 3 MB arrives as it was, chosen or dropped on the console", async ({ desktop, consoleView: view, page }, info) => {
  test.slow();
  const guest = await desktop();
  const errors = await open(view, guest);
  const [chosen, dropped] = [randomBytes(SIZE), randomBytes(SIZE)];
  const expected = (name: string, data: Buffer) => ({ name, size: SIZE, sha256: createHash("sha256").update(data).digest("hex") });

  const chooser = page.waitForEvent("filechooser");
  await (await tool(view, "Send files…")).click();
  await (await chooser).setFiles({ name: "chosen größe.bin", mimeType: "application/octet-stream", buffer: chosen });
  await expect.poll(() => guest.files(), { timeout: 60_000 }).toEqual([expected("chosen größe.bin", chosen)]);
  await expect(page.getByText("The file has arrived")).toBeVisible();

  const file = info.outputPath("dropped.bin");
  writeFileSync(file, dropped);
  await drop(page, view, file);
  await expect.poll(() => guest.files(), { timeout: 60_000 }).toContainEqual(expected("dropped.bin", dropped));
  expect(errors.besides()).toEqual([]);
});

/** Drags a file from outside the browser over the console and drops it there. */
async function drop(page: Page, view: ConsoleView, file: string): Promise<void> {
  const box = await view.canvas.boundingBox();
  if (!box) throw new Error("The picture is not in sight.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "dragOver", "drop"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
}
