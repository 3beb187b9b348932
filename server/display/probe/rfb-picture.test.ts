import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { openRfb } from "../rfb/open.ts";
import { screenOf } from "../rfb/server-init.ts";
import { DisplayBytes } from "./display-bytes.ts";
import { firstRfbPicture } from "./rfb-picture.ts";
import type { Rectangle } from "./uncovered.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const WHOLE: Rectangle = { x: 0, y: 0, width: 640, height: 480 };
const RAW = 0;
const DESKTOP_SIZE = -223;

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, 2 * index);
  return bytes;
}

function rectangle({ x, y, width, height }: Rectangle, encoding = RAW): Buffer {
  const head = Buffer.concat([u16(x, y, width, height), Buffer.alloc(4)]);
  head.writeInt32BE(encoding, 8);
  return Buffer.concat([head, Buffer.alloc(encoding === RAW ? width * height : 0, 0x5a)]);
}

const update = (...rectangles: Buffer[]) => Buffer.concat([Buffer.of(0, 0), u16(rectangles.length), ...rectangles]);

/** Where an update request begins in what the client sends: SetPixelFormat (20) and SetEncodings (12) come first. */
const SETTINGS = 32;

/** Asks a display of this behaviour for its picture. `told` gets what the client says. */
async function pictureOf(behave: (socket: Socket, told: () => Buffer) => void, deadlineMs = 5_000) {
  const display = await startFakeDisplay("a guest", (socket, rest) => {
    let told = rest;
    socket.on("data", (bytes) => {
      told = Buffer.concat([told, bytes]);
    });
    behave(socket, () => told);
  });
  undo.push(() => display.close());
  const { serverInit, ...open } = await openRfb({ kind: "tcp", host: "127.0.0.1", port: display.port }, null);
  const bytes = new DisplayBytes(open, AbortSignal.timeout(deadlineMs));
  try {
    return await firstRfbPicture(bytes, screenOf(serverInit));
  } finally {
    await bytes.close();
    expect(open.stream.closed).toBe(true);
    await expect.poll(() => display.sockets.size).toBe(0);
  }
}

const sends =
  (...parts: Buffer[]) =>
  (socket: Socket) =>
    void socket.write(Buffer.concat(parts));

describe("a whole picture", () => {
  test("is asked for in one byte a pixel, and taken", async () => {
    let told: Buffer = Buffer.alloc(0);
    const size = await pictureOf(async (socket, heard) => {
      await expect.poll(() => heard().length).toBeGreaterThanOrEqual(SETTINGS + 10);
      told = heard();
      socket.write(update(rectangle(WHOLE)));
    });
    expect(size).toEqual({ width: 640, height: 480 });
    expect(told).toEqual(
      Buffer.concat([
        Buffer.of(0, 0, 0, 0, 8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 0, 3, 6, 0, 0, 0),
        Buffer.of(2, 0, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x21),
        Buffer.concat([Buffer.of(3, 0), u16(0, 0, 640, 480)]),
      ]),
    );
  });

  test("may come in parts, in several updates, with other messages between; what is missing is asked for", async () => {
    const bell = Buffer.of(2);
    const cutText = Buffer.concat([Buffer.of(3, 0, 0, 0, 0, 0, 0, 5), Buffer.from("hello")]);
    const colours = Buffer.concat([Buffer.of(1, 0), u16(0, 2), Buffer.alloc(12)]);
    const size = await pictureOf(async (socket, told) => {
      socket.write(
        Buffer.concat([bell, update(rectangle({ ...WHOLE, height: 100 }), rectangle({ x: 0, y: 100, width: 7, height: 380 })), cutText]),
      );
      await expect.poll(() => told().length).toBe(SETTINGS + 20);
      expect(told()[SETTINGS + 11], "incremental").toBe(1);
      socket.write(Buffer.concat([colours, update(), update(rectangle({ ...WHOLE, y: 90, height: 390 }))]));
    });
    expect(size).toEqual({ width: 640, height: 480 });
  });

  test("is one of the new size where the screen changes: what came before does not count", async () => {
    const size = await pictureOf(async (socket, told) => {
      const resized = rectangle({ x: 0, y: 0, width: 800, height: 600 }, DESKTOP_SIZE);
      socket.write(update(rectangle(WHOLE), resized));
      await expect.poll(() => told().subarray(SETTINGS + 10)).toEqual(Buffer.concat([Buffer.of(3, 0), u16(0, 0, 800, 600)]));
      socket.write(update(rectangle({ x: 0, y: 0, width: 800, height: 600 })));
    });
    expect(size).toEqual({ width: 800, height: 600 });
  });

  test("is put together however it is cut", async () => {
    const whole = Buffer.concat([Buffer.of(2), update(rectangle({ ...WHOLE, height: 479 }), rectangle({ ...WHOLE, y: 479, height: 1 }))]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }), async (cuts) => {
        const size = await pictureOf(async (socket) => {
          let at = 0;
          for (const cut of cuts) {
            socket.write(whole.subarray(at, at + cut));
            at += cut;
            await sleep(1);
          }
          socket.write(whole.subarray(at));
        });
        expect(size).toEqual({ width: 640, height: 480 });
      }),
      { numRuns: 10 },
    );
  });
});

describe("no picture", () => {
  test.each([
    ["a display that says nothing", () => {}],
    ["half a picture, and then nothing", sends(update(rectangle({ ...WHOLE, height: 240 })))],
    ["a picture whose last pixel is missing", sends(update(rectangle(WHOLE)).subarray(0, -1))],
    ["all but one column", sends(update(rectangle({ ...WHOLE, width: 639 })))],
    ["a screen that was resized and not sent again", sends(update(rectangle(WHOLE), rectangle({ ...WHOLE, width: 320 }, DESKTOP_SIZE)))],
    ["a screen of no size", sends(update(rectangle({ ...WHOLE, width: 0 }, DESKTOP_SIZE)), update(rectangle({ ...WHOLE, width: 0 })))],
  ])("is what comes of %s", async (_, behave) => {
    await expect(pictureOf(behave, 300)).rejects.toMatchObject({ code: "display-silent" });
  });

  test.each([
    ["closes in the middle", (socket: Socket) => void socket.end(update(rectangle(WHOLE)).subarray(0, 1000))],
    ["resets", (socket: Socket) => void setTimeout(() => socket.resetAndDestroy(), 20)],
  ])("is what comes of a display that %s", async (_, behave) => {
    await expect(pictureOf(behave)).rejects.toMatchObject({ code: "display-closed" });
  });

  test.each([
    ["a rectangle that lies outside", update(rectangle({ ...WHOLE, x: 1 })), "a rectangle of 640 x 480 at 1, 0"],
    ["an encoding that was not asked for", update(rectangle(WHOLE, 5)), "encoding 5"],
    ["a message that is none", Buffer.of(200), "type 200"],
    ["a screen larger than any", update(rectangle({ x: 0, y: 0, width: 65535, height: 65535 }, DESKTOP_SIZE)), "65535 x 65535"],
    ["4 GiB of cut text", Buffer.of(3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff), "4294967295"],
  ])("is what comes of %s", async (_, bytes, why) => {
    await expect(pictureOf(sends(bytes))).rejects.toMatchObject({ code: "display-protocol", details: expect.stringContaining(why) });
  });

  test("is what comes of a display that never stops talking: it is read up to a limit", async () => {
    const endless = update(...Array.from({ length: 40 }, () => rectangle({ ...WHOLE, width: 639 })));
    const talk = (socket: Socket) => {
      while (socket.writable && socket.write(endless));
      if (socket.writable) socket.once("drain", () => talk(socket));
    };
    await expect(pictureOf(talk, 25_000)).rejects.toMatchObject({
      code: "display-protocol",
      details: expect.stringContaining("more than"),
    });
  });
});
