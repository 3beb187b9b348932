import { expect, type Page, test } from "@playwright/test";
import type { Capability, ConsoleEnd, ConsoleSession, SessionState } from "#components/console/session.ts";
import type { Pass } from "#server/contract/console.ts";
import { type ConsoleBench, type Line, startConsoleBench } from "./support/console-bench.ts";

/** What every protocol's session must keep, whatever it is built on (components/console/session.ts). */

interface Opened {
  session: ConsoleSession;
  /** "connecting", "connected", "ended", "ended: CODE" in the order in which they were told. */
  told: string[];
}

declare global {
  interface Window {
    opened: Opened[];
  }
}

/** The methods that stand behind a capability. */
const methods = {
  screenshot: ["screenshot"],
  search: ["search"],
  copy: ["copy"],
  clear: ["clear"],
  paste: ["paste"],
  scaling: ["place"],
  pointer: ["pointer", "wheel"],
  match: ["resize"],
} as const satisfies Partial<Record<Capability, readonly (keyof ConsoleSession)[]>>;

let bench: ConsoleBench;
let errors: Error[];

test.beforeAll(async () => {
  bench = await startConsoleBench();
});
test.afterAll(() => bench.close());
test.beforeEach(async ({ page }) => {
  bench.lines.length = 0;
  bench.spiceScript = {};
  errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(bench.url);
});
test.afterEach(() => expect(errors).toEqual([]));

type Options = { mode?: Pass["mode"]; refuse?: string; resume?: boolean };

/** Opens a console in the page; `resume` hands it the last one. */
async function open(
  page: Page,
  protocol: Pass["protocol"],
  { mode = "control", refuse = "", resume = false }: Options = {},
): Promise<void> {
  await page.evaluate(
    async ({ protocol, mode, refuse, resume }) => {
      const { loadConnect } = await import("/components/console/registry.ts" as string);
      const { Picture } = await import("/components/console/viewport/picture.ts" as string);
      const connect = await loadConnect(protocol);
      const parent = document.querySelector("#console") as HTMLElement;
      const element = parent.appendChild(document.createElement("div"));
      element.style.cssText = "position: absolute; inset: 0";
      const pass = {
        path: `/display/${protocol}?refuse=${refuse}`,
        ticket: crypto.randomUUID(),
        protocol,
        mode,
        exchange: { clipboardToMachine: true, clipboardFromMachine: true, filesToMachine: true },
        expiresAt: new Date().toISOString(),
      };
      window.opened ??= [];
      const previous = resume ? window.opened.at(-1)?.session : undefined;
      const session: ConsoleSession = connect(element, pass, {
        label: "Console",
        quality: "exact",
        ...(previous && { previous }),
      });
      const picture = new Picture();
      picture.setElement({ width: element.clientWidth, height: element.clientHeight }, devicePixelRatio);
      picture.attach(session);
      const told: string[] = [session.state];
      session.on("state", (state: SessionState) => told.push(state));
      session.on("ended", (end: ConsoleEnd) => told.push(`ended: ${end.code}`));
      window.opened.push({ session, told });
    },
    { protocol, mode, refuse, resume },
  );
}

const told = (page: Page) => page.evaluate(() => window.opened.at(-1)?.told ?? []);
const connected = (page: Page) => expect.poll(() => told(page)).toEqual(["connecting", "connected"]);
const shown = (page: Page) => page.locator("#console > div").last().locator("canvas, .xterm, iframe").count();
const received = (line: Line | undefined) => Buffer.concat(line?.received ?? []).length;

for (const protocol of ["vnc", "spice", "serial"] as const) {
  test.describe(protocol, () => {
    test("connects, and shows something", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      expect(await shown(page)).toBeGreaterThan(0);
    });

    test("has the methods that its capabilities promise", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      const missing = await page.evaluate((methods) => {
        const session = window.opened[0]?.session;
        const promised = Object.entries(methods).filter(([name]) => session?.capabilities.has(name as Capability));
        return promised.flatMap(([, names]) => names).filter((name) => typeof session?.[name] !== "function");
      }, methods);
      expect(missing).toEqual([]);
    });

    test("sends keys in control and nothing in view", async ({ page }) => {
      for (const mode of ["control", "view"] as const) {
        await open(page, protocol, { mode });
        await connected(page);
        await page.evaluate(() => {
          const session = window.opened.at(-1)?.session;
          session?.focus();
          session?.sendKeys([{ code: "Enter", keysym: 0xff0d }]);
        });
        await page.keyboard.press("x");
        const line = bench.lines.at(-1);
        if (mode === "control") await expect.poll(() => received(line)).toBeGreaterThan(1);
        else expect(received(line)).toBe(0);
        await page.evaluate(() => window.opened.at(-1)?.session.dispose());
      }
    });

    test("takes the focus when it is given", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      await page.evaluate(() => window.opened[0]?.session.focus());
      expect(await page.locator("#console").evaluate((element) => element.contains(document.activeElement))).toBe(true);
    });

    test("tells the code of its end once, and keeps the last picture", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      bench.lines[0]?.socket.close(4434, "display-closed");
      await expect.poll(() => told(page)).toEqual(["connecting", "connected", "ended", "ended: display-closed"]);
      expect(await shown(page)).toBeGreaterThan(0);
    });

    test("tells a refusal without having been connected", async ({ page }) => {
      await open(page, protocol, { refuse: "machine-off" });
      await expect.poll(() => told(page)).toEqual(["connecting", "ended", "ended: machine-off"]);
    });

    test("closes in silence and keeps the last picture; disposed, leaves nothing", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      await page.evaluate(() => window.opened[0]?.session.close());
      expect(await shown(page)).toBeGreaterThan(0);
      await page.evaluate(() => {
        window.opened[0]?.session.dispose();
        window.opened[0]?.session.dispose();
      });
      expect(await page.locator("#console > div > *").count()).toBe(0);
      await expect.poll(() => bench.lines[0]?.socket.readyState).toBe(3);
      expect(await told(page)).toEqual(["connecting", "connected"]);
    });

    test("may be disposed before it is connected", async ({ page }) => {
      await open(page, protocol);
      await page.evaluate(() => window.opened[0]?.session.dispose());
      await expect.poll(() => bench.lines[0]?.socket.readyState ?? 3).toBe(3);
      expect(await page.locator("#console > div > *").count()).toBe(0);
    });

    test("bears every call after its end", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      bench.lines[0]?.socket.close(4460, "revoked");
      await expect.poll(() => told(page)).toContain("ended: revoked");
      await page.evaluate(async () => {
        const session = window.opened[0]?.session;
        session?.sendKeys([{ code: "Enter", keysym: 0xff0d }]);
        session?.place?.({ x: 0, y: 0, scale: 2, crisp: true });
        session?.resize?.({ width: 800, height: 600 });
        session?.pointer?.({ x: 1, y: 1, buttons: 1 });
        session?.wheel?.({ x: 0, y: 1 });
        session?.setQuality("saver");
        session?.focus();
        session?.paste?.("text");
        session?.clear?.();
        session?.copy?.();
        await session?.screenshot?.();
        session?.close();
        session?.dispose();
      });
    });

    test("bears what a hostile machine sends", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      for (let byte = 255; byte >= 0; byte -= 15) bench.lines[0]?.socket.send(Buffer.alloc(4096, byte));
      bench.lines[0]?.socket.send(Buffer.from("\x1b]52;c;aGFjaw==\x07\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07\x1b[c"));
      await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))));
      await page.evaluate(() => window.opened[0]?.session.dispose());
    });

    test("goes on where an earlier session ended", async ({ page }) => {
      await open(page, protocol);
      await connected(page);
      bench.lines[0]?.socket.close(4434, "display-closed");
      await expect.poll(() => told(page)).toContain("ended: display-closed");
      await open(page, protocol, { resume: true });
      await connected(page);
      await page.evaluate(() => window.opened[0]?.session.dispose());
      expect(await shown(page)).toBeGreaterThan(0);
    });
  });
}

test("a terminal keeps its scrollback through a new run of the machine, and reads UTF-8", async ({ page }) => {
  await open(page, "serial");
  await connected(page);
  bench.lines[0]?.socket.close(4434, "display-closed");
  await expect.poll(() => told(page)).toContain("ended: display-closed");
  await open(page, "serial", { resume: true });
  await connected(page);
  const text = () => page.evaluate(() => window.opened.at(-1)?.session.copy?.() ?? "");
  await expect.poll(async () => (await text()).match(/grüße from the line/g)?.length).toBe(2);
});

test("a terminal tells the guest its size only when it is told to", async ({ page }) => {
  await open(page, "serial");
  await connected(page);
  const sent = () => Buffer.concat(bench.lines[0]?.received ?? []).toString();
  expect(sent()).not.toContain("stty");
  await page.evaluate(() => window.opened[0]?.session.tellSize?.());
  await expect.poll(sent).toMatch(/^stty rows [1-9]\d* cols [1-9]\d*\r$/);
});

test("the VNC canvas can be read, and holds what the display sent", async ({ page }) => {
  await open(page, "vnc");
  await connected(page);
  const pixel = await page.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
    return [canvas.width, canvas.height, ...(canvas.getContext("2d")?.getImageData(63, 47, 1, 1).data ?? [])];
  });
  expect(pixel).toEqual([64, 48, 255, 0, 0, 255]);
});

test("a VNC display of a size that no canvas has ends in a plain code, not in an error of the page", async ({ page }) => {
  await open(page, "vnc");
  await connected(page);
  const desktopSize = Buffer.alloc(16);
  desktopSize.writeUInt16BE(1, 2);
  desktopSize.writeUInt16BE(65_535, 8);
  desktopSize.writeUInt16BE(65_535, 10);
  desktopSize.writeInt32BE(-223, 12);
  bench.lines[0]?.socket.send(desktopSize);
  await expect.poll(() => told(page)).toEqual(["connecting", "connected", "ended", "ended: display-protocol"]);
});
