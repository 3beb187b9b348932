import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { nothing } from "./caller.ts";
import type { Connection } from "./connection.ts";
import { DeadlineError, LinkError } from "./error.ts";
import { hostname } from "./host.ts";
import { encodeMessage, type Message, STREAM_CHUNK_MAX } from "./message.ts";
import { messageType, procedure, status } from "./protocol.ts";
import { screenshot } from "./screenshot.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";

const domain = { name: "vm", uuid: "01020304-0506-0708-090a-0b0c0d0e0f10", id: 7 };
const CONSOLE = procedure.domainOpenConsole;

/** A connection with a stream, and the call it belongs to. */
async function opened(options: { step?: number } = {}) {
  const daemon = new FakeDaemon(options);
  const connection = await daemon.connect();
  const call = new Promise<Message>((resolve) => {
    daemon.on(CONSOLE, (message) => {
      daemon.reply(message);
      resolve(message);
    });
  });
  const { stream } = await connection.openStream(CONSOLE, () => {}, nothing);
  return { daemon, connection, stream, call: await call };
}

/** The daemon's part in an orderly end: confirms the one asked for. */
function confirmEnd(daemon: FakeDaemon, call: Message): Promise<Message> {
  return expect
    .poll(() => streamMessages(daemon).find((message) => message.status === status.ok))
    .toBeDefined()
    .then(() => {
      daemon.stream(call, status.ok);
      return call;
    });
}

function streamMessages(daemon: FakeDaemon): Message[] {
  return daemon.received.filter(({ type }) => type === messageType.stream);
}

async function answersStill(daemon: FakeDaemon, connection: Connection): Promise<void> {
  daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("host")));
  expect(await hostname(connection)).toBe("host");
}

describe("a stream", () => {
  it.each([1, 7, 65536])("brings what the daemon sends, %d bytes at a time, and ends as libvirt's client does", async (step) => {
    const { daemon, stream, call } = await opened({ step });
    const data = randomBytes(5000);
    daemon.stream(call, status.continue, data.subarray(0, 10));
    daemon.stream(call, status.continue, data.subarray(10));
    daemon.stream(call, status.continue);
    const [received] = await Promise.all([buffer(stream), confirmEnd(daemon, call)]);
    expect(received).toEqual(data);
    expect(streamMessages(daemon)).toMatchObject([
      { status: status.ok, serial: call.serial, procedure: CONSOLE, payload: Buffer.alloc(0) },
    ]);
  });

  it("tells an error that comes in the middle", async () => {
    const { daemon, connection, stream, call } = await opened();
    daemon.stream(call, status.continue, Buffer.from("half"));
    daemon.failStream(call, 38, "disk on fire");
    await expect(buffer(stream)).rejects.toMatchObject({ name: "LibvirtError", code: 38, message: "disk on fire" });
    expect(streamMessages(daemon)).toEqual([]);
    await answersStill(daemon, connection);
  });

  it("sends in chunks that every daemon takes, in order", async () => {
    const { daemon, stream } = await opened();
    const data = randomBytes(1_000_000);
    await new Promise((resolve) => stream.write(data, resolve));
    const chunks = streamMessages(daemon).map(({ payload }) => payload);
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(STREAM_CHUNK_MAX);
    expect(createHash("sha256").update(Buffer.concat(chunks)).digest("hex")).toBe(createHash("sha256").update(data).digest("hex"));
  });

  it("ends from this side: finish, confirmed, then the end", async () => {
    const { daemon, stream, call } = await opened();
    stream.resume();
    stream.end("bye");
    const finished = once(stream, "close");
    await confirmEnd(daemon, call);
    await finished;
    expect(streamMessages(daemon).map((message) => [message.status, message.payload.toString()])).toEqual([
      [status.continue, "bye"],
      [status.ok, ""],
    ]);
    expect(stream.errored).toBeNull();
  });

  it("is aborted when it is destroyed, and what still comes is ignored", async () => {
    const { daemon, connection, stream, call } = await opened();
    stream.destroy();
    await expect.poll(() => streamMessages(daemon)).toMatchObject([{ status: status.error, serial: call.serial }]);
    daemon.stream(call, status.continue, Buffer.from("late"));
    daemon.stream(call, status.ok);
    await answersStill(daemon, connection);
  });

  it("stops the connection from reading while nobody reads, and keeps little meanwhile", async () => {
    const { daemon, stream, call } = await opened();
    const chunk = Buffer.alloc(STREAM_CHUNK_MAX, 1);
    const count = 40;
    let accepted = 0;
    const feed = async () => {
      for (; accepted < count; accepted++) {
        daemon.stream(call, status.continue, chunk);
        if (daemon.end.writableNeedDrain) await once(daemon.end, "drain");
      }
      daemon.stream(call, status.continue);
    };
    const feeding = feed();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(accepted).toBeLessThan(6);
    expect(stream.readableLength).toBeLessThan(3 * STREAM_CHUNK_MAX);
    let size = 0;
    for (const part of [confirmEnd(daemon, call), feeding]) part.catch(() => {});
    for await (const part of stream) size += part.length;
    expect(size).toBe(count * STREAM_CHUNK_MAX);
  });

  it("lets keepalive rest while nobody reads", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect({ keepalive: { intervalMs: 20, count: 1 } });
    const call = new Promise<Message>((resolve) => {
      daemon.on(CONSOLE, (message) => {
        daemon.reply(message);
        for (let index = 0; index < 3; index++) daemon.stream(message, status.continue, Buffer.alloc(STREAM_CHUNK_MAX));
        resolve(message);
      });
    });
    const { stream } = await connection.openStream(CONSOLE, () => {}, nothing);
    await call;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stream.destroyed).toBe(false);
    stream.resume();
    expect(await connection.closed).toMatchObject({ message: "the daemon stopped answering" });
  });

  it("holds its writer back while the daemon does not read", async () => {
    const { daemon, stream } = await opened();
    daemon.end.pause();
    let written = 0;
    const write = () => stream.write(Buffer.alloc(100_000), () => written++);
    while (write());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = written;
    expect(stream.writableNeedDrain).toBe(true);
    daemon.end.resume();
    await once(stream, "drain");
    expect(written).toBeGreaterThan(before);
  });

  it("fails when the link is lost, even if nobody listens yet", async () => {
    const { daemon, connection, stream } = await opened();
    daemon.end.destroy();
    await connection.closed;
    expect(stream.destroyed).toBe(true);
    await expect(buffer(stream)).rejects.toBeInstanceOf(Error);
    expect(stream.errored).toBeInstanceOf(LinkError);
  });

  it("has no holes: one ends the connection", async () => {
    const { daemon, connection, call } = await opened();
    daemon.send(encodeMessage({ ...call, type: messageType.streamHole, status: 0 }, (writer) => writer.hyper(1n << 60n).uint(0)));
    expect(await connection.closed).toMatchObject({ message: expect.stringContaining("hole") });
  });

  it("is aborted when the daemon opens it after its call was given up", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    await expect(connection.openStream(CONSOLE, () => {}, nothing, { deadlineMs: 10 })).rejects.toThrow(DeadlineError);
    const call = daemon.received.at(-1);
    if (!call) throw new Error("the call was not sent");
    daemon.reply(call);
    daemon.stream(call, status.continue, Buffer.from("to nobody"));
    await expect.poll(() => streamMessages(daemon)).toMatchObject([{ status: status.error, serial: call.serial }]);
    await answersStill(daemon, connection);
  });

  it("does not come to be where the daemon refuses the call", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.on(CONSOLE, (message) => daemon.refuse(message, 9, "held"));
    await expect(connection.openStream(CONSOLE, () => {}, nothing)).rejects.toMatchObject({ code: 9 });
    const call = daemon.received.at(-1);
    if (!call) throw new Error("the call was not sent");
    for (let index = 0; index < 4; index++) daemon.stream(call, status.continue, Buffer.alloc(STREAM_CHUNK_MAX));
    expect(streamMessages(daemon)).toEqual([]);
    await answersStill(daemon, connection);
  });
});

describe("a screenshot", () => {
  it("is collected from its stream", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    const picture = randomBytes(600_000);
    daemon.on(procedure.domainScreenshot, (call) => {
      daemon.reply(call, (writer) => writer.optional("image/png", (to, mime) => void to.string(mime)));
      for (let start = 0; start < picture.length; start += STREAM_CHUNK_MAX)
        daemon.stream(call, status.continue, picture.subarray(start, start + STREAM_CHUNK_MAX));
      daemon.stream(call, status.continue);
      confirmEnd(daemon, call).catch(() => {});
    });
    expect(await screenshot(connection, domain)).toEqual({ mime: "image/png", data: picture });
  });

  it("is given up at its deadline, or when it never ends", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.on(procedure.domainScreenshot, (call) => {
      daemon.reply(call, (writer) => writer.optional("image/png", (to, mime) => void to.string(mime)));
      daemon.stream(call, status.continue, Buffer.from("PNG"));
    });
    await expect(screenshot(connection, domain, 0, { deadlineMs: 30 })).rejects.toThrow(DeadlineError);
    await expect.poll(() => streamMessages(daemon).at(-1)).toMatchObject({ status: status.error });
    daemon.on(procedure.domainScreenshot, async (call) => {
      daemon.reply(call, (writer) => writer.optional("image/png", (to, mime) => void to.string(mime)));
      for (let index = 0; index < 200; index++) {
        daemon.stream(call, status.continue, Buffer.alloc(STREAM_CHUNK_MAX));
        if (daemon.end.writableNeedDrain) await once(daemon.end, "drain");
      }
    });
    await expect(screenshot(connection, domain)).rejects.toThrow("larger than");
    const controller = new AbortController();
    daemon.on(procedure.domainScreenshot, () => controller.abort(new Error("not wanted")));
    await expect(screenshot(connection, domain, 0, { signal: controller.signal })).rejects.toThrow("not wanted");
  });
});
