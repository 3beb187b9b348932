import fc from "fast-check";
import { expect, test } from "vitest";
import { type ExchangeRules, everythingAllowed } from "#server/contract/settings.ts";
import { AgentFilter, agentFilter } from "./agent-filter.ts";

const CANARY = Buffer.from("canary:");

type Side = "browser" | "display";
const agentData = { browser: 107, display: 109 };
const nothing: ExchangeRules = { clipboardToMachine: false, clipboardFromMachine: false, filesToMachine: false };

function message(mini: boolean, type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(mini ? 6 : 18);
  header.writeUInt16LE(type, mini ? 0 : 8);
  header.writeUInt32LE(body.length, mini ? 2 : 10);
  return Buffer.concat([header, body]);
}

/** A VDAgentMessage. */
function agents(type: number, data: Buffer, opaque = "canary!!"): Buffer {
  const header = Buffer.alloc(20);
  header.write(opaque, 8);
  header.writeUInt32LE(1, 0);
  header.writeUInt32LE(type, 4);
  header.writeUInt32LE(data.length, 16);
  return Buffer.concat([header, data]);
}

function* cut(stream: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield Buffer.from(stream.subarray(at, at + size));
    at += size;
  }
}

function filtered(filter: AgentFilter, stream: Buffer, sizes: readonly number[] = [stream.length]): Buffer {
  return Buffer.concat([...cut(stream, sizes)].map((piece) => filter.push(piece)));
}

/** The agent's messages in a direction of a main channel: their types and contents. */
function said(side: Side, mini: boolean, stream: Buffer): { type: number; data: Buffer }[] {
  const head = mini ? 6 : 18;
  const bytes: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const size = stream.readUInt32LE(at + head - (mini ? 4 : 8));
    if (stream.readUInt16LE(at + (mini ? 0 : 8)) === agentData[side]) bytes.push(stream.subarray(at + head, at + head + size));
    at += head + size;
  }
  const all = Buffer.concat(bytes);
  const messages = [];
  for (let at = 0; at < all.length; ) {
    const size = all.readUInt32LE(at + 16);
    messages.push({ type: all.readUInt32LE(at + 4), data: all.subarray(at + 20, at + 20 + size) });
    at += 20 + size;
  }
  return messages;
}

const side = fc.constantFrom<Side>("browser", "display");
const rules = fc
  .record({ clipboardToMachine: fc.boolean(), clipboardFromMachine: fc.boolean(), filesToMachine: fc.boolean() })
  .filter((rules) => !Object.values(rules).every(Boolean));
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const content = fc.uint8Array({ maxLength: 90 }).map((bytes) => Buffer.concat([CANARY, bytes]));

/** By the words of the settings, not those of the filter. */
function mayPass(from: Side, type: number, { clipboardToMachine, clipboardFromMachine, filesToMachine }: ExchangeRules): boolean {
  const [sends, receives] = from === "browser" ? [clipboardToMachine, clipboardFromMachine] : [clipboardFromMachine, clipboardToMachine];
  if (type === 4 || type === 7 || type === 9) return sends;
  if (type === 8) return receives;
  if (from === "browser" && [10, 11, 12].includes(type)) return filesToMachine;
  return type <= 16;
}

/** A message of the channel, or one of the agent in pieces of a size. */
type Sent = { type: number; body: Buffer } | { agent: number; body: Buffer; piece: number };

/** A message as it is sent, and as it is to arrive. */
function sentAndArriving(from: Side, rules: ExchangeRules, mini: boolean, one: Sent): [sent: Buffer, arriving: Buffer] {
  if ("type" in one) return [message(mini, one.type, one.body), message(mini, one.type, one.body)];
  const sent = agents(one.agent, one.body);
  const arriving = mayPass(from, one.agent, rules) ? sent : agents(0, Buffer.alloc(one.body.length), "");
  const inPieces = (whole: Buffer) => Buffer.concat([...cut(whole, [one.piece])].map((piece) => message(mini, agentData[from], piece)));
  return [inPieces(sent), inPieces(arriving)];
}

test("what is forbidden is blanked and all else arrives as it was, however messages are cut and mixed", () => {
  const sent: fc.Arbitrary<Sent> = fc.oneof(
    fc.record({ type: fc.constantFrom(1, 2, 3, 104, 105), body: content }),
    fc.record({ agent: fc.nat(40), body: content, piece: fc.integer({ min: 1, max: 60 }) }),
  );
  fc.assert(
    fc.property(side, rules, fc.boolean(), fc.array(sent, { maxLength: 15 }), cuts, (from, rules, mini, list, sizes) => {
      const messages = list.map((one) => sentAndArriving(from, rules, mini, one));
      const stream = Buffer.concat(messages.map(([sent]) => sent));
      const out = filtered(new AgentFilter(from, rules, mini), stream, sizes);
      expect(out).toEqual(Buffer.concat(messages.map(([, arriving]) => arriving)));
    }),
    { numRuns: 1000 },
  );
});

test("no noise brings a forbidden message through", () => {
  const noise = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map(Buffer.from),
      fc.tuple(fc.nat(20), content).map(([type, data]) => message(true, 107, agents(type, data))),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(noise, cuts, (parts, sizes) => {
      const stream = Buffer.concat(parts);
      let out: Buffer;
      try {
        out = filtered(new AgentFilter("browser", nothing, true), stream, sizes);
      } catch (error) {
        expect(["client-protocol", "display-closed"]).toContain((error as { code: string }).code);
        return;
      }
      expect(out).toHaveLength(stream.length);
      let messages: ReturnType<typeof said> = [];
      try {
        messages = said("browser", true, out);
      } catch {
        // It ends in the middle of a message.
      }
      for (const { type } of messages) expect([4, 7, 8, 9, 10, 11, 12]).not.toContain(type);
    }),
    { numRuns: 500 },
  );
});

test("a type that is spread over four bytes is no way around", () => {
  const stream = message(true, 107, agents(0x0100_0004, CANARY));
  expect(said("browser", true, filtered(new AgentFilter("browser", nothing, true), stream))).toEqual([
    { type: 0, data: Buffer.alloc(CANARY.length) },
  ]);
});

test("an agent that begins anew is followed from its beginning", () => {
  const stream = Buffer.concat([
    message(true, 109, agents(6, Buffer.alloc(500)).subarray(0, 100)),
    message(true, 108, Buffer.alloc(4)),
    message(true, 107, Buffer.alloc(0)),
    message(true, 109, agents(4, CANARY)),
  ]);
  expect(filtered(new AgentFilter("display", nothing, true), stream).includes(CANARY)).toBe(false);
});

test("a browser that breaks a message off to begin anew is ended: which bytes are whose is not known any more", () => {
  const start = message(true, 106, Buffer.alloc(4));
  const filter = new AgentFilter("browser", nothing, true);
  filter.push(Buffer.concat([start, message(true, 107, agents(2, Buffer.alloc(8))), start]));
  const broken = message(true, 107, agents(2, Buffer.alloc(500)).subarray(0, 100));
  expect(() => filter.push(Buffer.concat([broken, start]))).toThrow(expect.objectContaining({ code: "display-closed" }));
});

test("a browser sends no messages within a message", () => {
  const within = message(false, 107, Buffer.alloc(8));
  within.writeUInt32LE(1, 14);
  expect(() => new AgentFilter("browser", nothing, false).push(within)).toThrow(expect.objectContaining({ code: "client-protocol" }));
});

test("where nothing is forbidden there is no filter", () => {
  expect(agentFilter("browser", everythingAllowed, true)).toBeNull();
  expect(agentFilter("display", { ...everythingAllowed, filesToMachine: false }, true)).not.toBeNull();
});
