import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ProtocolError } from "./error.ts";
import { encodeMessage, encodeStreamHeader, MESSAGE_MAX, type Message, MessageParser, withSerial } from "./message.ts";
import { hex } from "./testing/hex.ts";

const header = { program: 0x20008086, procedure: 23, type: 0, serial: 7, status: 0 };

function parse(chunks: readonly Buffer[]): Message[] {
  const parser = new MessageParser();
  const messages: Message[] = [];
  for (const chunk of chunks) parser.push(chunk, (message) => messages.push(message));
  return messages;
}

/** Cuts bytes at these places, counted around. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
}

const message = fc.record({
  program: fc.constantFrom(0x20008086, 0x6b656570, 0),
  procedure: fc.integer({ min: 0, max: 500 }),
  type: fc.constantFrom(0, 1, 2, 3, 6, 99),
  serial: fc.nat(0xffffffff),
  status: fc.integer({ min: 0, max: 2 }),
  payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

function encoded({ payload, ...head }: Message): Buffer {
  return Buffer.concat([encodeStreamHeader(head, payload.length), payload]);
}

afterEach(() => vi.restoreAllMocks());

describe("messages", () => {
  it("have the bytes of libvirt's protocol", () => {
    expect(
      withSerial(
        encodeMessage(header, (writer) => writer.string("vm")),
        9,
      ),
    ).toEqual(
      hex(`
        00000024 (36 bytes, this word too)
        20008086 00000001 (remote program, version 1)
        00000017 (procedure 23)
        00000000 (call)
        00000009 (serial)
        00000000 (ok)
        00000002 766d0000 ("vm")`),
    );
  });

  it("come out the same however they are cut, byte by byte too", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 20 }), (messages, places) => {
        const bytes = Buffer.concat(messages.map(encoded));
        expect(parse(cut(bytes, places))).toEqual(messages);
        expect(parse(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)))).toEqual(messages);
      }),
    );
  });

  it("with file descriptors have one byte for each behind them, which is skipped", () => {
    const withFds = hex(`
      00000024 20008086 00000001 00000157 00000005 (reply with descriptors) 00000003 00000000
      00000002 (two descriptors)
      000000aa (payload)
      00 00 (what carried them)`);
    const next = encodeMessage({ ...header, serial: 4 });
    const bytes = Buffer.concat([withFds, next]);
    for (const chunks of [[bytes], Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))]) {
      const messages = parse(chunks);
      expect(messages.map(({ serial }) => serial)).toEqual([3, 4]);
      expect(messages[0]?.payload).toEqual(hex("000000aa"));
    }
    expect(() => parse([hex("00000020 20008086 00000001 00000157 00000005 00000003 00000000 00000021")])).toThrow(ProtocolError);
    expect(() => parse([hex("0000001c 20008086 00000001 00000157 00000005 00000003 00000000")])).toThrow(ProtocolError);
  });

  it.each([0, 1, 27, MESSAGE_MAX + 1, 0xffffffff])("of a claimed length of %d are refused at once", (length) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(length);
    expect(() => parse([word])).toThrow(ProtocolError);
    expect(() => parse([word.subarray(0, 2), word.subarray(2)])).toThrow(ProtocolError);
  });

  it("take no more room than twice what has arrived, whatever they claim", () => {
    const sizes: number[] = [];
    const { allocUnsafe } = Buffer;
    vi.spyOn(Buffer, "allocUnsafe").mockImplementation((size) => {
      sizes.push(size);
      return allocUnsafe(size);
    });
    const claim = Buffer.alloc(100);
    claim.writeUInt32BE(MESSAGE_MAX);
    expect(parse([claim, Buffer.alloc(1000), Buffer.alloc(1)])).toEqual([]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 1101);
  });

  it("that are random bytes end in a ProtocolError or in silence", () => {
    const smallLength = fc.tuple(fc.nat(200), fc.uint8Array({ maxLength: 300 })).map(([length, rest]) => {
      const word = Buffer.alloc(4);
      word.writeUInt32BE(length);
      return Buffer.concat([word, rest]);
    });
    const random = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(random, smallLength), fc.array(fc.nat(), { maxLength: 5 }), (bytes, places) => {
        try {
          parse(cut(bytes, places));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
