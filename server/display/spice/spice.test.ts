import { generateKeyPairSync, privateDecrypt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteQueue } from "../byte-queue.ts";
import { linkMessage, readLinkMessage } from "./link-message.ts";
import { KEY_SIZE, linkReply, readLinkReply } from "./link-reply.ts";
import { SessionIdReader } from "./session-id.ts";
import { encryptTicket, ownPublicKey, TICKET_SIZE } from "./ticket.ts";
import { ViewFilter } from "./view-filter.ts";

const u32 = fc.nat(0xffffffff);
const words = fc.array(u32, { maxLength: 20 });
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });

/** Pieces of the given sizes, over and over. */
function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A side that has said these bytes and then ends. */
function said(bytes: Buffer, sizes: readonly number[] = [bytes.length || 1]) {
  const queue = new ByteQueue();
  for (const piece of cut(bytes, sizes)) queue.push(piece);
  queue.fail();
  return { read: (size: number) => queue.read(size), write: () => {} };
}

describe("link messages", () => {
  test("are read as they were written, however they are cut", async () => {
    const fields = { connectionId: u32, channelType: fc.nat(255), channelId: fc.nat(255), common: words, channel: words };
    await fc.assert(
      fc.asyncProperty(fc.record(fields), cuts, async (message, sizes) => {
        expect(await readLinkMessage(said(linkMessage(message), sizes))).toEqual(message);
      }),
    );
    const reply = {
      error: u32,
      publicKey: fc.uint8Array({ minLength: KEY_SIZE, maxLength: KEY_SIZE }).map(Buffer.from),
      common: words,
      channel: words,
    };
    await fc.assert(
      fc.asyncProperty(fc.record(reply), cuts, async (given, sizes) => {
        expect(await readLinkReply(said(linkReply(given), sizes))).toEqual(given);
      }),
    );
  });

  const good = linkMessage({ connectionId: 0, channelType: 1, channelId: 0, common: [9], channel: [] });
  const changed = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes.writeUInt32LE(value, at);
    return bytes;
  };
  test.each([
    ["another magic", changed(0, 0x20544547)],
    ["another version", changed(4, 1)],
    ["too short a body", changed(12, 17)],
    ["too long a body", changed(12, 4097)],
    ["a body of 4 GiB", changed(12, 0xffffffff)],
    ["4 thousand million capabilities", changed(16 + 6, 0xffffffff)],
    ["channel capabilities beyond its end", changed(16 + 10, 1)],
    ["capabilities that lie beyond its end", changed(16 + 14, 0xffffffff)],
  ])("with %s are refused", async (_, bytes) => {
    await expect(readLinkMessage(said(bytes))).rejects.toMatchObject({ code: "client-protocol" });
    await expect(readLinkReply(said(Buffer.concat([bytes, Buffer.alloc(200)])))).rejects.toMatchObject({ code: "display-protocol" });
  });

  test("of random bytes never do more than fail", async () => {
    const head = fc.constantFrom(Buffer.alloc(0), good.subarray(0, 12), good.subarray(0, 16));
    await fc.assert(
      fc.asyncProperty(head, fc.uint8Array({ maxLength: 300 }), async (start, noise) => {
        const bytes = Buffer.concat([start, noise]);
        const outcome = await readLinkMessage(said(bytes)).then(
          () => "read",
          (error) => error.code ?? error.name,
        );
        expect(["read", "client-protocol", "BytesEnded"]).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });
});

describe("tickets", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const der = publicKey.export({ format: "der", type: "spki" });

  test("have 128 bytes whatever they begin with, and hold the password with a zero behind it", () => {
    let leadingZeros = 0;
    for (let turn = 0; turn < 2_000; turn++) {
      const ticket = encryptTicket(der, "Grüße");
      expect(ticket).toHaveLength(TICKET_SIZE);
      if (ticket[0] === 0) leadingZeros++;
      if (turn < 20) expect(privateDecrypt({ key: privateKey, oaepHash: "sha1" }, ticket).toString()).toBe("Grüße\0");
    }
    expect(leadingZeros).toBeGreaterThan(0);
  });

  test("are not made for what is no key, nor for a password that no display takes", () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "der", type: "spki" });
    const long = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "der", type: "spki" });
    for (const key of [Buffer.alloc(KEY_SIZE), ec, long])
      expect(() => encryptTicket(key, "s3cret")).toThrow(expect.objectContaining({ code: "display-protocol" }));
    expect(() => encryptTicket(der, "x".repeat(61))).toThrow(expect.objectContaining({ code: "display-refused" }));
  });

  test("of browsers are for a key of ours, always the same", () => {
    expect(ownPublicKey()).toHaveLength(KEY_SIZE);
    expect(ownPublicKey()).toBe(ownPublicKey());
  });
});

/** A message with the short header or the full one. */
function message(mini: boolean, type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(mini ? 6 : 18);
  header.writeUInt16LE(type, mini ? 0 : 8);
  header.writeUInt32LE(body.length, mini ? 2 : 10);
  return Buffer.concat([header, body]);
}

const body = fc.uint8Array({ maxLength: 60 }).map(Buffer.from);

test("a session's id is found behind any other messages, however they are cut, in both kinds of header", () => {
  const others = fc.array(fc.tuple(fc.integer({ min: 1, max: 102 }), body), { maxLength: 10 });
  fc.assert(
    fc.property(fc.boolean(), others, u32, cuts, body, (mini, before, id, sizes, after) => {
      const init = Buffer.alloc(32);
      init.writeUInt32LE(id);
      const stream = Buffer.concat([...before.map(([type, content]) => message(mini, type, content)), message(mini, 103, init), after]);
      const reader = new SessionIdReader(mini);
      for (const piece of cut(stream, sizes)) reader.push(piece);
      expect(reader.id).toBe(id);
    }),
    { numRuns: 500 },
  );
});

describe("the main channel of a watcher", () => {
  const passing = [1, 2, 3, 6, 104];

  test("passes exactly what may, however it is cut", () => {
    const messages = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...passing), fc.nat(200)), body), { maxLength: 20 });
    fc.assert(
      fc.property(fc.boolean(), messages, cuts, (mini, sequence, sizes) => {
        const filter = new ViewFilter(mini);
        const whole = (list: typeof sequence) => Buffer.concat(list.map(([type, content]) => message(mini, type, content)));
        const out = [...cut(whole(sequence), sizes)].map((piece) => Buffer.from(filter.push(piece)));
        expect(Buffer.concat(out)).toEqual(whole(sequence.filter(([type]) => passing.includes(type))));
      }),
      { numRuns: 500 },
    );
  });

  test("takes no messages within a message, and no endless pong", () => {
    const within = message(false, 2, Buffer.alloc(8));
    within.writeUInt32LE(1, 14);
    expect(() => new ViewFilter(false).push(within)).toThrow(expect.objectContaining({ code: "client-protocol" }));
    const pong = message(true, 3, Buffer.alloc(0));
    pong.writeUInt32LE(0xffffffff, 2);
    expect(() => new ViewFilter(true).push(pong)).toThrow(expect.objectContaining({ code: "client-protocol" }));
  });
});
