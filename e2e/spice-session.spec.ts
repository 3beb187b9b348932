import { expect, type Frame, type Page, test, type WebSocket } from "@playwright/test";
import type { ConsoleSession } from "#components/console/session.ts";
import type { Picture } from "#components/console/viewport/picture.ts";
import { surfaceCreate } from "./fakes/spice-messages.ts";
import { Agent, ChannelType, Say, Told, u16, u32, u64 } from "./fakes/spice-protocol.ts";
import type { SpiceServer } from "./fakes/spice-server.ts";
import { type ConsoleBench, startConsoleBench } from "./support/console-bench.ts";

/** What SPICE's session does beyond what every console does (console-contract.spec.ts), against a server that tells what it heard. */

declare global {
  interface Window {
    spice: { session: ConsoleSession; picture: Picture; told: [name: string, detail: unknown][] };
  }
}

// A trace would wait for the frame that gets stuck.
test.use({ trace: "off" });

const { main, display, inputs, cursor } = ChannelType;
let bench: ConsoleBench;
let errors: Error[];

test.beforeAll(async () => {
  bench = await startConsoleBench();
});
test.afterAll(() => bench.close());
test.beforeEach(async ({ page }) => {
  bench.lines.length = 0;
  bench.spiceScript = { agent: true, size: { width: 320, height: 400 } };
  errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(bench.url);
});
test.afterEach(() => expect(errors).toEqual([]));

async function open(page: Page, mode: "control" | "view" = "control"): Promise<SpiceServer> {
  await page.evaluate(async (mode) => {
    const { loadConnect } = await import("/components/console/registry.ts" as string);
    const { Picture } = await import("/components/console/viewport/picture.ts" as string);
    const connect = await loadConnect("spice");
    const element = document.querySelector("#console")?.appendChild(document.createElement("div")) as HTMLElement;
    element.style.cssText = "position: absolute; inset: 0";
    const kind = { protocol: "spice", mode, exchange: { clipboardToMachine: true, clipboardFromMachine: true, filesToMachine: true } };
    const pass = { path: "/display/spice", ticket: crypto.randomUUID(), ...kind, expiresAt: new Date().toISOString() };
    const session: ConsoleSession = connect(element, pass, { label: "Console", quality: "exact" });
    const picture: Picture = new Picture();
    const measure = () => picture.setElement({ width: element.clientWidth, height: element.clientHeight }, devicePixelRatio);
    new ResizeObserver(measure).observe(element);
    measure();
    picture.attach(session);
    const told: [string, unknown][] = [];
    const names = ["state", "ended", "resize", "clipboard", "clipboardFailed", "transfer", "release", "drag"] as const;
    for (const name of names) session.on(name, (detail: unknown) => told.push([name, detail]));
    window.spice = { session, picture, told };
  }, mode);
  await expect.poll(() => bench.lines.at(-1)?.spice).toBeTruthy();
  return bench.lines.at(-1)?.spice as SpiceServer;
}

const told = (page: Page, name: string) =>
  page.evaluate((name) => window.spice.told.filter(([one]) => one === name).map(([, detail]) => detail), name);
const connected = (page: Page) => expect.poll(() => told(page, "state")).toEqual(["connected"]);
const can = (page: Page) => page.evaluate(() => [...window.spice.session.capabilities].sort());
const agentReady = (page: Page) => expect.poll(() => can(page)).toContain("clipboard");

test("keeps the guest's locks as the person's keyboard has them, and asks again only once the guest has told", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  await page.evaluate(() => window.spice.session.focus());
  const heard = () =>
    spice
      .heard(inputs)
      .filter(({ type }) => type === Told.inputs.keyModifiers)
      .map(({ body }) => body.readUInt16LE(0));
  const frame = page.frames()[1] as Frame;
  const press = (code: string, locks: { modifierCapsLock?: boolean; modifierNumLock?: boolean }) =>
    frame.evaluate(({ code, locks }) => window.dispatchEvent(new KeyboardEvent("keydown", { code, key: code, ...locks })), {
      code,
      locks,
    });
  const after = (act: () => Promise<unknown>) =>
    expect.poll(async () => {
      await act();
      return heard();
    });
  await press("KeyA", {});
  await after(() => press("KeyA", { modifierCapsLock: true, modifierNumLock: true })).toEqual([6]);
  await after(() => press("KeyA", { modifierNumLock: true })).toEqual([6]);
  const channel = spice.channels.find(({ type }) => type === inputs);
  channel?.send(Say.inputs.keyModifiers, u16(6));
  await after(() => press("KeyA", { modifierNumLock: true })).toEqual([6, 2]);
  channel?.send(Say.inputs.keyModifiers, u16(4));
  await after(() => page.evaluate(() => window.spice.session.capsOff?.())).toEqual([6, 2, 0]);
});

test("offers what the guest brings: its agent's arts when that is there, sound where there is a channel for it", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  await expect
    .poll(() => can(page))
    .toEqual(["chords", "clipboard", "files", "match", "pointer", "scaling", "screenshot", "soft-keyboard", "sound"]);
  spice.last(main)?.send(Say.main.agentDisconnected, Buffer.alloc(4));
  await expect.poll(() => can(page)).toEqual(["chords", "pointer", "scaling", "screenshot", "soft-keyboard", "sound"]);
});

test("the channels that the picture does not need wait until it comes", async ({ page }) => {
  bench.spiceScript.instead = { [display]: () => undefined };
  const spice = await open(page);
  const kinds = () => spice.channels.map(({ type }) => type);
  await expect.poll(kinds).toEqual([main, display]);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(kinds()).toEqual([main, display]);
  spice.last(display)?.send(Say.display.surfaceCreate, surfaceCreate({ width: 320, height: 400 }));
  await expect.poll(() => kinds().toSorted()).toEqual([main, display, inputs, cursor]);
});

test("a frame that was made ready is the console's, as it is", async ({ page }) => {
  const prepare = async () => {
    const registry = await import("/components/console/registry.ts" as string);
    await registry.prepare("spice");
  };
  await page.evaluate(prepare);
  await page.evaluate(prepare);
  const frames = () => page.frames().filter((frame) => frame !== page.mainFrame());
  const isReady = () => {
    Object.assign(globalThis, { sameDocument: true });
    return "SpiceClient" in globalThis;
  };
  await expect.poll(() => frames()[0]?.evaluate(isReady)).toBe(true);
  await open(page);
  await connected(page);
  expect(frames()).toHaveLength(1);
  expect(await frames()[0]?.evaluate(() => "sameDocument" in globalThis)).toBe(true);
  await expect(page.locator("#console iframe")).toBeVisible();
  await page.evaluate(() => window.spice.session.dispose());
  expect(await page.locator("iframe").count()).toBe(0);
});

test("watching opens no inputs and says nothing to the agent", async ({ page }) => {
  const spice = await open(page, "view");
  await connected(page);
  await page.evaluate(() => {
    window.spice.picture.setScaling("match");
    window.spice.session.setClipboard?.(true);
    window.spice.session.offerClipboard?.("text");
    window.spice.session.fetchClipboard?.();
  });
  await page.evaluate(() => window.spice.session.screenshot?.());
  expect(spice.channels.map(({ type }) => type)).not.toContain(inputs);
  expect(
    spice
      .heard(main)
      .map(({ type }) => type)
      .filter((type) => type !== Told.ackSync && type !== Told.pong && type !== Told.main.attachChannels),
  ).toEqual([]);
  expect(await can(page)).toEqual(["scaling", "screenshot", "sound"]);
});

test("of the clipboards nothing passes unasked: by a click, or by itself once that is chosen, long texts whole", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  await agentReady(page);
  const long = "grüße ".repeat(2_000);
  spice.agent?.copy("secret");
  // What is answered comes behind whatever the client had to say to that.
  spice.last(main)?.send(Say.ping, u32(7), u64(0));
  await expect.poll(() => spice.heard(main, Told.pong).some(({ body }) => body.readUInt32LE(0) === 7)).toBe(true);
  const ofClipboard: readonly number[] = [Agent.clipboard, Agent.clipboardGrab, Agent.clipboardRequest];
  expect(spice.agent?.heard.filter(({ type }) => ofClipboard.includes(type))).toEqual([]);
  expect(await told(page, "clipboard")).toEqual([]);
  await page.evaluate(() => window.spice.session.fetchClipboard?.());
  await expect.poll(() => told(page, "clipboard")).toEqual([{ text: "secret" }]);
  spice.agent?.copy("nobody asks for this");
  await page.evaluate(() => window.spice.session.setClipboard?.(true));
  spice.agent?.copy(long);
  await expect.poll(() => told(page, "clipboard")).toEqual([{ text: "secret" }, { text: long }]);
  await page.evaluate(() => window.spice.session.setClipboard?.(false));
  expect(spice.agent?.offered).toBe(false);
  await page.evaluate((text) => window.spice.session.offerClipboard?.(text), long);
  await expect.poll(() => spice.agent?.offered).toBe(true);
  spice.agent?.paste();
  await expect.poll(() => spice.agent?.pasted[0]).toBe(long);
});

test("files arrive whole, with their names, an empty one too, and tell how far they are", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  await agentReady(page);
  await page.evaluate(() => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    window.spice.session.sendFiles?.([new File([bytes], "größe.bin"), new File([], "empty.txt")]);
  });
  const files = () => [...(spice.agent?.files.values() ?? [])].map(({ name, data, state }) => [name, data.length, state]);
  await expect.poll(files).toEqual([
    ["größe.bin", 300_000, "done"],
    ["empty.txt", 0, "done"],
  ]);
  const [sent] = spice.agent?.files.values() ?? [];
  expect(sent?.data.every((byte, index) => byte === index % 251)).toBe(true);
  await expect
    .poll(async () => (await told(page, "transfer")).slice(-20).filter((one) => (one as { state: string }).state === "done").length)
    .toBe(2);
});

test("matching gives the guest the element's size, and again when that changes", async ({ page }) => {
  await open(page);
  await connected(page);
  await agentReady(page);
  await page.evaluate(() => window.spice.picture.setScaling("match"));
  await expect.poll(async () => (await told(page, "resize")).at(-1)).toEqual({ width: 640, height: 400 });
  await page.evaluate(() => {
    (document.querySelector("#console") as HTMLElement).style.width = "804px";
  });
  await expect.poll(async () => (await told(page, "resize")).at(-1)).toEqual({ width: 800, height: 400 });
});

test("a screenshot holds the display's own pixels, and a click lands on the pixel under it", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  const pixel = await page.evaluate(async () => {
    const bitmap = await createImageBitmap((await window.spice.session.screenshot?.()) as Blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    return [bitmap.width, bitmap.height, ...(context?.getImageData(319, 399, 1, 1).data ?? [])];
  });
  expect(pixel).toEqual([320, 400, 255, 0, 0, 255]);
  const box = await page.locator("#console").boundingBox();
  if (!box) throw new Error("no box");
  // 320x400 in 640x400: the picture is in the middle, as large as it is.
  for (const [x, y] of [
    [0, 0],
    [100, 50],
    [319, 399],
  ] as const) {
    await page.mouse.click(box.x + 160 + x, box.y + y);
    await expect
      .poll(() => {
        const at = spice.heard(inputs, Told.inputs.mousePosition).at(-1)?.body;
        return at && [at.readUInt32LE(0), at.readUInt32LE(4)];
      })
      .toEqual([x, y]);
  }
  expect(spice.heard(inputs, Told.inputs.mousePress).at(-1)?.body).toEqual(Buffer.of(1, 1, 0));
  expect(spice.heard(inputs, Told.inputs.mouseRelease).at(-1)?.body).toEqual(Buffer.of(1, 0, 0));
});

test("what is typed and clicked before the guest listens is not lost, and arrives in order", async ({ page }) => {
  let begin: (() => void) | undefined;
  bench.spiceScript.instead = {
    [inputs]: (channel) => {
      begin = () => channel.send(Say.inputs.init, Buffer.alloc(2));
    },
  };
  const spice = await open(page);
  await connected(page);
  await page.evaluate(() => window.spice.session.focus());
  await page.keyboard.type("ab");
  await page.mouse.click(100, 100);
  await expect.poll(() => begin).toBeTruthy();
  expect(spice.heard(inputs, Told.inputs.keyDown)).toEqual([]);
  begin?.();
  await expect.poll(() => spice.heard(inputs, Told.inputs.mouseRelease).length).toBe(1);
  expect(spice.heard(inputs, Told.inputs.keyDown).map(({ body }) => body.readUInt32LE(0))).toEqual([0x1e, 0x30]);
  expect(spice.heard(inputs, Told.inputs.keyUp).length).toBe(2);
  const [first] = spice.heard(inputs, Told.inputs.mousePosition);
  expect(first && spice.heard(inputs, Told.inputs.mousePress)).toHaveLength(1);
});

test("lets go of held keys when the focus leaves, and tells the leave shortcut", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  await page.evaluate(() => window.spice.session.focus());
  await page.keyboard.down("Shift");
  await page.keyboard.down("a");
  await expect.poll(() => spice.heard(inputs, Told.inputs.keyDown).length).toBe(2);
  await page.evaluate(() => {
    const button = document.body.appendChild(document.createElement("button"));
    button.focus();
  });
  await expect.poll(() => spice.heard(inputs, Told.inputs.keyUp).map(({ body }) => body.readUInt32LE(0))).toEqual([0x9e, 0xaa]);
  await page.keyboard.up("a");
  await page.keyboard.up("Shift");
  await page.evaluate(() => window.spice.session.focus());
  for (const key of ["Control", "Alt", "Shift"]) await page.keyboard.down(key);
  for (const key of ["Shift", "Alt", "Control"]) await page.keyboard.up(key);
  await expect.poll(() => told(page, "release")).toEqual([undefined]);
});

test("sound opens its channel when it is asked for, closes it when not, and goes where the channel breaks", async ({ page }) => {
  const sockets: WebSocket[] = [];
  page.on("websocket", (socket) => sockets.push(socket));
  const spice = await open(page);
  await connected(page);
  const playbacks = () => spice.channels.filter(({ type }) => type === ChannelType.playback).length;
  const openSockets = () => sockets.filter((socket) => !socket.isClosed()).length;
  const silent = openSockets();
  expect(playbacks()).toBe(0);
  for (const [on, opened] of [
    [true, 1],
    [false, 1],
    [true, 2],
  ] as const) {
    await page.evaluate((on) => window.spice.session.setSound?.(on), on);
    await expect.poll(() => [playbacks(), openSockets()]).toEqual([opened, silent + Number(on)]);
  }
  spice.last(ChannelType.playback)?.sendRaw(Buffer.alloc(64, 255));
  spice.last(ChannelType.playback)?.close();
  await expect.poll(() => can(page)).not.toContain("sound");
  expect(await told(page, "state")).toEqual(["connected"]);
});

test("a surface of a size that no canvas has ends in a plain code", async ({ page }) => {
  const spice = await open(page);
  await connected(page);
  spice.last(display)?.send(Say.display.surfaceCreate, surfaceCreate({ width: 65_535, height: 65_535 }));
  await expect.poll(() => told(page, "ended")).toMatchObject([{ code: "display-protocol" }]);
});

test("the frame reaches nothing: no address, no storage, no page; and one that is stuck does not stick the page", async ({ page }) => {
  await open(page);
  await connected(page);
  const frame = page.frames().find((one) => one !== page.mainFrame());
  const reached = await frame?.evaluate(async (url) => {
    const tries: Record<string, () => unknown> = {
      fetch: () => fetch(url, { mode: "no-cors" }),
      cookie: () => document.cookie,
      storage: () => localStorage.length,
      page: () => parent.document.title,
    };
    const done: string[] = [];
    for (const [name, act] of Object.entries(tries)) {
      await Promise.resolve()
        .then(act)
        .then(
          () => done.push(name),
          () => undefined,
        );
    }
    return done;
  }, bench.url);
  expect(reached).toEqual([]);

  await frame?.evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await page.evaluate(() => window.spice.session.dispose());
  expect(await page.locator("iframe").count()).toBe(0);
});
