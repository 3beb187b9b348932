import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { SpiceChannel } from "#e2e/fakes/spice-channel.ts";
import { solidPicture, surfaceCreate } from "#e2e/fakes/spice-messages.ts";
import { ChannelType, LinkError, Say, Told, u16, u32, u64 } from "#e2e/fakes/spice-protocol.ts";
import { type ListeningSpiceServer, type SpiceScript, startSpiceServer } from "#e2e/fakes/spice-server.ts";
import { dial } from "../dial.ts";
import { Deadline } from "./deadline.ts";
import { SpiceSession } from "./spice-session.ts";

const { main, display } = ChannelType;
const SIZE = { width: 64, height: 48 };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function serve(script: Partial<SpiceScript>): Promise<ListeningSpiceServer> {
  const server = await startSpiceServer(script);
  undo.push(() => server.close());
  return server;
}

const displayAt = ({ port }: ListeningSpiceServer, password: string | null = null) => ({
  address: { kind: "tcp" as const, host: "127.0.0.1", port },
  channels: {},
  password,
});

/** Begins a session, waits for its picture and ends it. @returns the size, or what went wrong */
async function picture(server: ListeningSpiceServer, { password = null as string | null, deadlineMs = 5_000 } = {}): Promise<unknown> {
  const deadline = new Deadline(deadlineMs);
  const where = displayAt(server, password);
  const socket = await dial(where.address);
  try {
    const session = await SpiceSession.begin(socket, where, deadline);
    try {
      return await session.firstPicture();
    } finally {
      await session.close();
    }
  } catch (error) {
    return error;
  } finally {
    expect(socket.socket.closed, "the main channel is closed").toBe(true);
    await expect.poll(() => server.spice.channels.filter(({ isOpen }) => isOpen)).toEqual([]);
  }
}

/** A server whose display channel does this in place of what an honest one does, once it has the client's first message. */
function showing(act: (channel: SpiceChannel) => unknown): Partial<SpiceScript> {
  return {
    instead: {
      [display]: async (channel) => {
        await expect.poll(() => channel.received.map(({ type }) => type)).toContain(Told.display.init);
        await act(channel);
      },
    },
  };
}

const create = (channel: SpiceChannel, size = SIZE, surface = 0) => channel.send(Say.display.surfaceCreate, surfaceCreate(size, surface));
const draw = (channel: SpiceChannel) => channel.send(Say.display.drawCopy, solidPicture(SIZE, "ff0000"));

describe("a picture", () => {
  test("comes from an honest server, whose password is shown on every channel", async () => {
    const server = await serve({ password: "s3cret" });
    expect(await picture(server, { password: "s3cret" })).toEqual(SIZE);
    expect(server.spice.tickets).toEqual(["s3cret", "s3cret"]);
    expect(server.spice.channels.map(({ type }) => type)).toEqual([main, display]);
    expect(server.spice.heard(display, Told.display.init)[0]?.body).toEqual(Buffer.concat([Buffer.of(1), u64(0), Buffer.of(1), u32(0)]));
  });

  test("is one that is said to be there, or drawn, in the present or the old way, by any of the messages that draw", async () => {
    const size = { width: 320, height: 200 };
    for (const act of [
      (channel: SpiceChannel) => [create(channel, size), channel.send(Say.display.mark)],
      (channel: SpiceChannel) => [create(channel, size), channel.send(302, u32(0))],
      (channel: SpiceChannel) => [create(channel, size), channel.send(313, u32(0))],
      (channel: SpiceChannel) => [create(channel, size), channel.send(318, u32(0))],
      (channel: SpiceChannel) => [channel.send(101, u32(320, 200, 32)), draw(channel)],
      (channel: SpiceChannel) => [create(channel), channel.send(315, u32(0)), create(channel, size), draw(channel)],
    ])
      expect(await picture(await serve(showing(act)))).toEqual(size);
  });

  test("comes however it is cut, behind pings and acknowledgements, which are answered", async () => {
    const server = await serve(
      showing(async (channel) => {
        channel.send(Say.setAck, u32(7, 3));
        channel.send(Say.ping, u32(5), u64(99), Buffer.alloc(250_000));
        channel.send(Say.notify, Buffer.alloc(100));
        create(channel);
        // Everything is acknowledged before the last message comes.
        await expect.poll(() => channel.received.map(({ type }) => type)).toContain(Told.ack);
        const body = solidPicture(SIZE, "00ff00");
        const message = Buffer.concat([u16(Say.display.drawCopy), u32(body.length), body]);
        for (let at = 0; at < 40; at++) {
          channel.sendRaw(message.subarray(at, at + 1));
          await sleep(1);
        }
        channel.sendRaw(message.subarray(40));
      }),
    );
    expect(await picture(server)).toEqual(SIZE);
    expect(server.spice.heard(display, Told.ackSync)[0]?.body).toEqual(u32(7));
    expect(server.spice.heard(display, Told.pong)[0]?.body).toEqual(Buffer.concat([u32(5), u64(99)]));
  });
});

describe("no picture", () => {
  const silent = { code: "display-silent" };
  test.each<[string, (channel: SpiceChannel) => unknown]>([
    ["a screen on which nothing is drawn", (channel) => create(channel)],
    ["a drawing without a screen", (channel) => [draw(channel), channel.send(Say.display.mark)]],
    ["a drawing beside the screen", (channel) => [create(channel), channel.send(304, u32(1))]],
    ["a surface that is no screen", (channel) => [channel.send(314, u32(0, 64, 48, 32, 0)), draw(channel)]],
    ["a screen that went again", (channel) => [create(channel), channel.send(315, u32(0)), draw(channel)]],
    ["a screen that was reset", (channel) => [create(channel), channel.send(103), draw(channel)]],
    [
      "half a drawing",
      (channel) => {
        create(channel);
        const body = solidPicture(SIZE, "ff0000");
        channel.sendRaw(Buffer.concat([u16(304), u32(body.length), body.subarray(0, -1)]));
      },
    ],
  ])("is what comes of %s", async (_, act) => {
    expect(await picture(await serve(showing(act)), { deadlineMs: 500 })).toMatchObject(silent);
  });

  test("is what comes of a server that says nothing on its display channel, which is closed all the same", async () => {
    expect(await picture(await serve(showing(() => {})), { deadlineMs: 300 })).toMatchObject(silent);
  });

  test("does not close the display channel before the server's first word: libspice-server and its guest would not survive that", async () => {
    let wasOpen = false;
    const late = showing(async (channel) => {
      await sleep(1_000);
      wasOpen = channel.isOpen;
      channel.send(Say.setAck, u32(1, 20));
    });
    const server = await serve(late);
    const began = performance.now();
    expect(await picture(server, { deadlineMs: 300 })).toMatchObject(silent);
    expect(wasOpen).toBe(true);
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  const tooLarge = (channel: SpiceChannel) => create(channel, { width: 65535, height: 65535 });
  test.each<[string, (channel: SpiceChannel) => unknown, object]>([
    ["a screen larger than any", tooLarge, { code: "display-protocol", details: expect.stringContaining("65535 x 65535") }],
    ["a screen of no size", (channel) => create(channel, { width: 0, height: 48 }), { code: "display-protocol" }],
    ["a message that is too short", (channel) => channel.send(Say.display.surfaceCreate, u32(0)), { code: "display-protocol" }],
    ["a server that closes", (channel) => [create(channel), channel.close()], { code: "display-closed" }],
  ])("is what comes of %s", async (_, act, error) => {
    expect(await picture(await serve(showing(act)))).toMatchObject(error);
  });

  test.each<[string, Partial<SpiceScript>, object]>([
    ["no display channel", { channels: [main] }, { code: "no-such-display" }],
    ["a refused display channel", { refuse: { [display]: LinkError.error } }, { code: "display-refused" }],
    ["another session's id", { sessionId: 5 }, { code: "display-closed" }],
    ["a refused main channel", { refuse: { [main]: LinkError.needSecured } }, { code: "display-refused" }],
    ["an unanswered link", { stall: [main] }, { code: "display-unreachable" }],
    ["an unanswered link of the display channel", { stall: [display] }, { code: "display-unreachable" }],
    ["a main channel that says nothing", { instead: { [main]: () => {} } }, { code: "display-silent" }],
    ["a list of channels that is none", listing((channel) => channel.send(104, u32(0xffffffff))), { code: "display-protocol" }],
    ["a list of channels that ends early", listing((channel) => channel.send(104, u32(2), Buffer.of(5, 0))), { code: "display-protocol" }],
  ])("is what comes of %s", async (_, script, error) => {
    expect(await picture(await serve(script), { deadlineMs: 500 })).toMatchObject(error);
  });

  /** A server whose main channel begins, and then does this. */
  function listing(act: (channel: SpiceChannel) => unknown): Partial<SpiceScript> {
    return { instead: { [main]: (channel) => void [channel.send(103, u32(1, 1, 3, 2, 0, 10, 1, 0)), act(channel)] } };
  }
});
