import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hex } from "./testing/hex.ts";
import { XdrError, XdrReader, XdrWriter } from "./xdr.ts";

/** One item of each kind, so that a property can mix them. */
const item = fc.oneof(
  fc.record({ kind: fc.constant("int" as const), value: fc.integer() }),
  fc.record({ kind: fc.constant("uint" as const), value: fc.nat(0xffffffff) }),
  fc.record({ kind: fc.constant("hyper" as const), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ kind: fc.constant("uhyper" as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ kind: fc.constant("double" as const), value: fc.double({ noNaN: true }) }),
  fc.record({ kind: fc.constant("bool" as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant("string" as const), value: fc.string({ unit: "binary", maxLength: 300 }) }),
  fc.record({ kind: fc.constant("opaque" as const), value: fc.uint8Array({ maxLength: 300 }) }),
);
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

function write(writer: XdrWriter, one: Item): void {
  (writer[one.kind] as (value: unknown) => XdrWriter)(one.value);
}

function read(reader: XdrReader, kind: Item["kind"]): unknown {
  if (kind === "opaque") return new Uint8Array(reader.opaque(300));
  return reader[kind]();
}

afterEach(() => vi.restoreAllMocks());

describe("XDR", () => {
  it("has the bytes of RFC 4506", () => {
    const writer = new XdrWriter().string("sillyprog").int(-2).uhyper(1n).bool(true).fixed(Buffer.from("quit"));
    writer.array([7, 8], (to, value) => void to.uint(value)).optional(null, () => {});
    expect(writer.bytes()).toEqual(
      hex(`
        00000009 73696c6c 7970726f 67 000000 (string of 9 bytes, padded)
        fffffffe (int)
        00000000 00000001 (hyper)
        00000001 (true)
        71756974 (4 fixed bytes)
        00000002 00000007 00000008 (array)
        00000000 (absent)`),
    );
  });

  it("reads back whatever it wrote", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), fc.nat(64), (items, reserved) => {
        const writer = new XdrWriter(reserved);
        for (const one of items) write(writer, one);
        const reader = new XdrReader(writer.bytes(), reserved);
        expect(items.map((one) => read(reader, one.kind))).toEqual(items.map((one) => one.value));
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  it("refuses a message cut short anywhere, and never reads past its end", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 10 }), fc.nat(), (items, at) => {
        const writer = new XdrWriter();
        for (const one of items) write(writer, one);
        const whole = writer.bytes();
        const reader = new XdrReader(whole.subarray(0, at % whole.length));
        expect(() => items.map((one) => read(reader, one.kind))).toThrow(XdrError);
      }),
    );
  });

  it("meets random bytes with an XdrError or a value, nothing else", () => {
    const reads: ((reader: XdrReader) => unknown)[] = [
      (reader) => reader.string(),
      (reader) => reader.opaque(1 << 30),
      (reader) => reader.array(1 << 30, (one) => one.string()),
      (reader) => reader.array(1 << 30, (one) => one.optional((inner) => inner.uhyper())),
      (reader) => reader.optional((one) => one.array(100, (inner) => inner.double())),
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...reads), (bytes, attempt) => {
        try {
          attempt(new XdrReader(Buffer.from(bytes)));
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError);
        }
      }),
    );
  });

  it("refuses a count that the message cannot hold before it reads an item", () => {
    let reads = 0;
    const reader = new XdrReader(hex("00100000 00000001 00000002"));
    expect(() => reader.array(1 << 30, () => reads++)).toThrow(XdrError);
    expect(reads).toBe(0);
  });

  it("keeps limits both ways", () => {
    expect(() => new XdrReader(hex("00000005 6162636465 000000")).string(4)).toThrow(XdrError);
    expect(new XdrReader(hex("00000005 6162636465 000000")).string(5)).toBe("abcde");
    expect(() => new XdrWriter().string("äöü", 5)).toThrow(XdrError);
    expect(() => new XdrReader(hex("ffffffff")).opaque(0xfffffffe)).toThrow(XdrError);
  });

  it("leaves no byte of another message in its padding", () => {
    vi.spyOn(Buffer, "allocUnsafe").mockImplementation((size) => Buffer.alloc(size, 0xff));
    for (let size = 1; size < 8; size++) {
      const bytes = new XdrWriter().opaque(Buffer.alloc(size, 1)).string("x".repeat(size)).bytes();
      const padding = (4 - (size % 4)) % 4;
      expect(bytes.subarray(4 + size, 4 + size + padding)).toEqual(Buffer.alloc(padding));
      expect(bytes.subarray(bytes.length - padding)).toEqual(Buffer.alloc(padding));
    }
  });
});
