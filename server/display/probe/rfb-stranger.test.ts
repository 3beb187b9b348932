import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { dial } from "../dial.ts";
import { rfbLetsIn } from "./rfb-stranger.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const u32 = (value: number) => Buffer.of(value >>> 24, value >>> 16, value >>> 8, value);
const reason = (text: string) => Buffer.concat([u32(text.length), Buffer.from(text)]);
const challenge = Buffer.alloc(16, 7);

/** A display that says each of these in turn, whenever it is spoken to; after the last it closes. */
async function letsIn(says: readonly Buffer[], deadlineMs = 2_000): Promise<{ letsIn: unknown; told: Buffer; connections: number }> {
  let told = Buffer.alloc(0);
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    open.add(socket.on("close", () => open.delete(socket)).on("error", () => {}));
    const left = [...says];
    const next = () => {
      const bytes = left.shift();
      if (bytes) socket.write(bytes);
      else if (deadlineMs > 1_000) socket.end();
    };
    socket.on("data", (bytes) => {
      told = Buffer.concat([told, bytes]);
      next();
    });
    next();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => server.close());
  const socket = await dial({ kind: "tcp", host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  const answer = await rfbLetsIn(socket, deadlineMs).catch((error) => error);
  expect(socket.socket.closed).toBe(true);
  await expect.poll(() => open.size).toBe(0);
  return { letsIn: answer, told, connections };
}

const eight = Buffer.from("RFB 003.008\n");
const three = Buffer.from("RFB 003.003\n");

describe("a display that knows a password", () => {
  test("refuses a wrong one, which it is told once", async () => {
    const tried = await letsIn([eight, Buffer.of(1, 2), challenge, Buffer.concat([u32(1), reason("no")])]);
    expect(tried).toMatchObject({ letsIn: false, connections: 1 });
    expect(tried.told.length).toBe(12 + 1 + 16);
  });

  test("refuses it in 3.3, without a reason, or without a word", async () => {
    expect(await letsIn([three, Buffer.concat([u32(2), challenge]), u32(1)])).toMatchObject({ letsIn: false });
    expect(await letsIn([eight, Buffer.of(1, 2), challenge])).toMatchObject({ letsIn: false });
  });

  test("is open where it takes it, or asks for none beside", async () => {
    expect(await letsIn([eight, Buffer.of(1, 2), challenge, u32(0)])).toMatchObject({ letsIn: true });
    expect(await letsIn([eight, Buffer.of(2, 2, 1)])).toMatchObject({ letsIn: true });
    expect(await letsIn([three, u32(1)])).toMatchObject({ letsIn: true });
  });
});

describe("nothing is known of a display that", () => {
  test.each([
    ["refuses for another reason", [eight, Buffer.concat([Buffer.of(0), reason("too many viewers")])], "display-refused", "too many"],
    ["closes before it is told anything", [eight], "display-protocol", "closed"],
    ["offers other types than before", [eight, Buffer.of(1, 19)], "display-protocol", "19"],
    ["speaks something else", [Buffer.from("SSH-2.0-OpenSSH_9.2")], "display-protocol", "RFB"],
  ])("%s", async (_, says, code, details) => {
    expect(await letsIn(says)).toMatchObject({ letsIn: { code, details: expect.stringContaining(details) } });
  });

  test("says nothing", async () => {
    expect(await letsIn([eight, Buffer.of(1, 2)], 200)).toMatchObject({ letsIn: { code: "display-unreachable" } });
  });
});
