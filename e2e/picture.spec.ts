import { type Browser, expect, type Page, test } from "@playwright/test";
import type { ConsoleSession } from "#components/console/session.ts";
import type { TouchControl } from "#components/console/touch/touch-control.ts";
import type { Picture } from "#components/console/viewport/picture.ts";
import { ChannelType, Told } from "./fakes/spice-protocol.ts";
import { type ConsoleBench, startConsoleBench } from "./support/console-bench.ts";
import { Fingers, type Place } from "./support/fingers.ts";

/** Where a picture lies, and what a mouse and fingers do to it: one for VNC and SPICE, against displays that tell what they heard. */

declare global {
  interface Window {
    shown: { session: ConsoleSession; picture: Picture; touch: TouchControl };
  }
}

/** The display's; larger than the element, which is 640x400. */
const size = { width: 800, height: 600 };

let bench: ConsoleBench;
let page: Page;

test.beforeAll(async () => {
  bench = await startConsoleBench();
});
test.afterAll(() => bench.close());
test.beforeEach(() => {
  bench.lines.length = 0;
  bench.spiceScript = { size };
});
test.afterEach(() => page.context().close());

type Protocol = "vnc" | "spice";

async function open(browser: Browser, protocol: Protocol, deviceScaleFactor: number): Promise<void> {
  const context = await browser.newContext({ deviceScaleFactor, hasTouch: true, viewport: { width: 700, height: 450 } });
  page = await context.newPage();
  await page.goto(bench.url);
  await page.evaluate(async (protocol) => {
    const source = (path: string) => import(`/components/console/${path}` as string);
    const [{ loadConnect }, { Picture }, { EdgePan }, { TouchControl }] = await Promise.all(
      ["registry.ts", "viewport/picture.ts", "viewport/edge-pan.ts", "touch/touch-control.ts"].map(source),
    );
    const connect = await loadConnect(protocol);
    const element = document.querySelector("#console")?.appendChild(document.createElement("div")) as HTMLElement;
    element.style.cssText = "position: absolute; inset: 0";
    const exchange = { clipboardToMachine: true, clipboardFromMachine: true, filesToMachine: true };
    const kind = { protocol, mode: "control", exchange } as const;
    const pass = { path: `/display/${protocol}?size=800x600`, ticket: crypto.randomUUID(), ...kind, expiresAt: "" };
    const session: ConsoleSession = connect(element, pass, { label: "Console", quality: "exact" });
    const picture: Picture = new Picture();
    picture.setElement({ width: element.clientWidth, height: element.clientHeight }, devicePixelRatio);
    const edges = new EdgePan(picture);
    const touch: TouchControl = new TouchControl(picture, edges);
    picture.attach(session);
    touch.attach(session);
    session.on("edge", (edge) => edges.set(edge));
    window.shown = { session, picture, touch };
  }, protocol);
  await expect.poll(() => page.evaluate(() => [window.shown.session.state, window.shown.picture.size?.width])).toEqual(["connected", 800]);
}

/** What the display was told of the mouse: buttons as `MouseEvent.buttons` has them, and the place. */
function mouse(): string[] {
  const line = bench.lines.at(-1);
  if (line?.spice) {
    const { inputs } = ChannelType;
    return line.spice.heard(inputs, Told.inputs.mousePosition).map(({ body }) => `${body.readUInt32LE(0)},${body.readUInt32LE(4)}`);
  }
  return (line?.said ?? []).filter(([type]) => type === 5).map((told) => `${told.readUInt16BE(2)},${told.readUInt16BE(4)}`);
}

/** The buttons and the wheel: what went down and up. */
function buttons(): string[] {
  const line = bench.lines.at(-1);
  const names = ["left", "middle", "right", "wheel up", "wheel down"];
  if (line?.spice) {
    return line.spice
      .heard(ChannelType.inputs)
      .filter(({ type }) => type === Told.inputs.mousePress || type === Told.inputs.mouseRelease)
      .map(({ type, body }) => `${names[(body[0] ?? 0) - 1]} ${type === Told.inputs.mousePress ? "down" : "up"}`);
  }
  let held = 0;
  const told: string[] = [];
  for (const [type, mask = 0] of line?.said ?? []) {
    if (type !== 5) continue;
    for (const [bit, name] of names.entries()) {
      if (((mask ^ held) >> bit) & 1) told.push(`${name} ${(mask >> bit) & 1 ? "down" : "up"}`);
    }
    held = mask;
  }
  return told;
}

/** A place of the element as one of the page. */
async function onPage({ x, y }: Place): Promise<Place> {
  const box = await page.locator("#console").boundingBox();
  if (!box) throw new Error("no box");
  return { x: box.x + x, y: box.y + y };
}

const placeOf = (pixel: Place) => page.evaluate((pixel) => window.shown.picture.placeOf(pixel), pixel);
const pixelAt = (place: Place) => page.evaluate((place) => window.shown.picture.pixelAt(place), place);

/** The ways to see a picture, each with a pixel that is then in sight. */
const sights: { name: string; see: (picture: Picture) => void; pixels: Place[] }[] = [
  {
    name: "fitted",
    see: (picture) => picture.setScaling("fit"),
    pixels: [
      { x: 0, y: 0 },
      { x: 333, y: 299 },
      { x: 799, y: 599 },
    ],
  },
  { name: "actual size", see: (picture) => picture.setScaling("actual"), pixels: [{ x: 401, y: 299 }] },
  {
    name: "zoomed in, in a corner",
    see: (picture) => {
      for (let step = 0; step < 3; step++) picture.zoomIn();
      picture.panBy({ x: -9999, y: -9999 });
    },
    pixels: [
      { x: 799, y: 599 },
      { x: 760, y: 581 },
    ],
  },
  {
    name: "pinched to no round number",
    see: (picture) => {
      picture.setScaling("fit");
      picture.pinch(2.37, { x: 111, y: 77 }, { x: 3.3, y: 0.4 });
    },
    pixels: [{ x: 130, y: 140 }],
  },
];

for (const protocol of ["vnc", "spice"] as const) {
  for (const ratio of [1, 2, 2.625]) {
    test(`${protocol}: taps and clicks reach the pixel they are on, at every size, on a screen of ${ratio}`, async ({ browser }) => {
      await open(browser, protocol, ratio);
      const fingers = await Fingers.on(page);
      for (const { name, see, pixels } of sights) {
        await page.evaluate(`(${see.toString()})(window.shown.picture)`);
        for (const pixel of pixels) {
          const place = (await placeOf(pixel)) as Place;
          await fingers.tap(await onPage(place));
          await expect.poll(() => mouse().at(-1), { message: `${name}: tap on ${pixel.x},${pixel.y}` }).toBe(`${pixel.x},${pixel.y}`);
          // A mouse is at whole CSS pixels.
          const whole = { x: Math.floor(place.x), y: Math.floor(place.y) };
          const at = await onPage(whole);
          await page.mouse.click(at.x, at.y);
          const under = await pixelAt(whole);
          await expect.poll(() => mouse().at(-1), { message: `${name}: click` }).toBe(`${under?.x},${under?.y}`);
        }
      }
    });
  }

  test(`${protocol}: fingers click, drag, scroll and zoom`, async ({ browser }) => {
    await open(browser, protocol, 2);
    const fingers = await Fingers.on(page);
    const [here, there] = [await onPage({ x: 200, y: 100 }), await onPage({ x: 300, y: 200 })];
    await fingers.tap(here);
    await expect.poll(buttons).toEqual(["left down", "left up"]);
    await fingers.hold(there);
    await expect.poll(buttons).toEqual(["left down", "left up", "right down", "right up"]);
    await fingers.stroke({ from: here, to: there });
    await expect.poll(() => buttons().slice(4)).toEqual(["left down", "left up"]);
    const dragged = await pixelAt({ x: 300, y: 200 });
    expect(mouse().at(-1)).toBe(`${dragged?.x},${dragged?.y}`);
    const beside = { x: here.x + 60, y: here.y };
    await fingers.stroke({ from: here, to: { ...here, y: here.y - 90 } }, { from: beside, to: { ...beside, y: beside.y - 90 } });
    await expect.poll(() => buttons().slice(6)).toEqual(["wheel down down", "wheel down up", "wheel down down", "wheel down up"]);
    await fingers.tap(here, beside);
    await expect.poll(() => buttons().slice(10)).toEqual(["right down", "right up"]);
    await fingers.stroke({ from: here, to: { ...here, x: here.x - 60 } }, { from: beside, to: { ...beside, x: beside.x + 60 } });
    expect(await page.evaluate(() => window.shown.picture.view)).toMatchObject({ zoomed: true });
    expect(buttons()).toHaveLength(12);
  });

  test(`${protocol}: a trackpad's pointer goes by what fingers do, and clicks where it is`, async ({ browser }) => {
    await open(browser, protocol, 1);
    await page.evaluate(() => window.shown.touch.setMode("trackpad"));
    const fingers = await Fingers.on(page);
    const from = await onPage({ x: 50, y: 350 });
    await fingers.stroke({ from, to: { x: from.x + 120, y: from.y - 60 } });
    await fingers.tap(from);
    await expect.poll(buttons).toEqual(["left down", "left up"]);
    const pointer = await page.evaluate(() => window.shown.touch.marks.pointer);
    expect(pointer?.x).toBeGreaterThan(420);
    expect(pointer?.y).toBeLessThan(290);
    expect(mouse().at(-1)).toBe(`${Math.floor(pointer?.x ?? 0)},${Math.floor(pointer?.y ?? 0)}`);
  });

  test(`${protocol}: a mouse at the edge moves a picture that is larger than its element`, async ({ browser }) => {
    await open(browser, protocol, 1);
    await page.evaluate(() => window.shown.picture.setScaling("actual"));
    const x = () => page.evaluate(() => window.shown.picture.view.placement?.x);
    const middle = await onPage({ x: 320, y: 200 });
    await page.mouse.move(middle.x, middle.y);
    expect(await x()).toBe(0);
    const edge = await onPage({ x: 636, y: 200 });
    await page.mouse.move(edge.x, edge.y);
    await expect.poll(x).toBe(-160);
    await page.mouse.move(middle.x, middle.y);
    expect(await x()).toBe(-160);
    const other = await onPage({ x: 4, y: 200 });
    await page.mouse.down();
    await page.mouse.move(other.x, other.y, { steps: 3 });
    await expect.poll(x).toBe(0);
    await page.mouse.up();
    await page.mouse.move(middle.x, middle.y);
  });

  test(`${protocol}: pixels that cover whole ones of the screen have hard edges`, async ({ browser }) => {
    await open(browser, protocol, 2);
    const canvas = protocol === "spice" ? page.frameLocator("iframe").locator("canvas") : page.locator("canvas");
    const rendering = () => canvas.first().evaluate((element) => getComputedStyle(element).imageRendering);
    await expect.poll(rendering).toBe("auto");
    await page.evaluate(() => window.shown.picture.setScaling("actual"));
    await expect.poll(rendering).toBe("pixelated");
    const box = await canvas.first().boundingBox();
    expect([box?.width, box?.height]).toEqual([400, 300]);
  });
}

/** A FramebufferUpdate with nothing but an ExtendedDesktopSize (rfbproto): why, what became of it, and the size with its one screen. */
function desktopSize(reason: number, status: number, { width, height }: { width: number; height: number }): Buffer {
  const told = Buffer.alloc(36);
  told.writeUInt16BE(1, 2);
  for (const [index, value] of [reason, status, width, height].entries()) told.writeUInt16BE(value, 4 + 2 * index);
  told.writeInt32BE(-308, 12);
  told[16] = 1;
  told.writeUInt32BE(7, 20);
  told.writeUInt16BE(width, 28);
  told.writeUInt16BE(height, 30);
  return told;
}

test("vnc: a display that can be resized is asked for the element's size, and not again once it refuses", async ({ browser }) => {
  await open(browser, "vnc", 1);
  const can = () => page.evaluate(() => window.shown.session.capabilities.has("match"));
  const asked = () =>
    (bench.lines[0]?.said ?? [])
      .filter(([type]) => type === 251)
      .map((told) => [told.readUInt16BE(2), told.readUInt16BE(4), told.readUInt32BE(8)]);
  await page.evaluate(() => window.shown.picture.setScaling("match"));
  expect(await can()).toBe(false);
  bench.lines[0]?.socket.send(desktopSize(0, 0, size));
  await expect.poll(can).toBe(true);
  await expect.poll(asked).toEqual([[640, 400, 7]]);
  // QEMU: sent on to the guest, which follows a little later.
  bench.lines[0]?.socket.send(desktopSize(1, 4, size));
  bench.lines[0]?.socket.send(desktopSize(0, 0, { width: 640, height: 400 }));
  await expect.poll(() => page.evaluate(() => window.shown.picture.size)).toEqual({ width: 640, height: 400 });
  expect(await page.evaluate(() => window.shown.picture.view.placement)).toMatchObject({ x: 0, y: 0, scale: 1, crisp: true });
  expect(await can()).toBe(true);
  bench.lines[0]?.socket.send(desktopSize(1, 3, { width: 640, height: 400 }));
  await expect.poll(can).toBe(false);
  expect(await asked()).toHaveLength(1);
});

/** A picture of one pixel (RFC 6143, section 7.6.1). */
const onePixel = Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 255, 0, 0, 0]);

test("vnc: who saves data is sent fewer of the pictures of what moves, and asks at once after a rest", async ({ browser }) => {
  await open(browser, "vnc", 1);
  const [line] = bench.lines;
  const asked = () => (line?.said ?? []).filter(([type]) => type === 3).length;
  /** How many pictures are asked for in a second by a client that gets each at once. */
  const rate = async () => {
    let answered = asked() - 1;
    const first = answered;
    const display = setInterval(() => {
      if (asked() <= answered) return;
      answered = asked();
      line?.socket.send(onePixel);
    }, 5);
    await page.waitForTimeout(1000);
    clearInterval(display);
    return answered - first;
  };
  expect(await rate()).toBeGreaterThan(15);
  await page.evaluate(() => window.shown.session.setQuality("saver"));
  const saving = await rate();
  expect(saving).toBeGreaterThan(2);
  expect(saving).toBeLessThan(9);
});
