import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everythingAllowed } from "#server/contract/settings.ts";
import { ClientFilter, type FilterRules, rulesFor, viewOnly, withoutPower } from "./client-filter.ts";

const u16 = (value: number) => Buffer.of(value >> 8, value & 0xff);
const i32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
};
const bytes = (...parts: (number | Buffer)[]) => Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : part)));
const encodings = (...list: number[]) => bytes(2, 0, u16(list.length), ...list.map(i32));

const passed = {
  setPixelFormat: bytes(0, Buffer.alloc(19, 7)),
  updateRequest: bytes(3, 1, Buffer.alloc(8, 9)),
  continuousUpdates: bytes(150, 1, Buffer.alloc(8, 3)),
  fence: bytes(248, 0, 0, 0, i32(1), 5, Buffer.from("hello")),
  emptyFence: bytes(248, 0, 0, 0, i32(1), 0),
  setEncodings: encodings(7, 5, 0, -223, -224),
};

/** Everything by which a client may change a guest, its clipboard, its screen or its sound. */
const dropped = {
  key: bytes(4, 1, 0, 0, i32(0x61)),
  pointer: bytes(5, 1, u16(10), u16(20)),
  cutText: bytes(6, 0, 0, 0, i32(5), Buffer.from("hello")),
  emptyCutText: bytes(6, 0, 0, 0, i32(0)),
  cutTextOfKeys: bytes(6, 0, 0, 0, i32(16), Buffer.alloc(16, 4)),
  extendedCutText: bytes(6, 0, 0, 0, i32(-8), Buffer.alloc(8, 3)),
  xvp: bytes(250, 0, 1, 2),
  setDesktopSize: bytes(251, 0, u16(800), u16(600), 2, 0, Buffer.alloc(32, 1)),
  giiBigEndian: bytes(253, 0x80, u16(6), Buffer.alloc(6, 4)),
  giiLittleEndian: bytes(253, 0x01, 6, 0, Buffer.alloc(6, 4)),
  qemuKey: bytes(255, 0, u16(1), i32(0x61), i32(30)),
  qemuAudioEnable: bytes(255, 1, u16(0)),
  qemuAudioFormat: bytes(255, 1, u16(2), 3, 2, i32(44100)),
};

/** Pushes in pieces of the given sizes, over and over. */
function pushCut(stream: Buffer, sizes: readonly number[], rules: FilterRules = viewOnly): Buffer {
  const filter = new ClientFilter(rules);
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(Buffer.from(filter.push(stream.subarray(at, at + size))));
    at += size;
  }
  return Buffer.concat(out);
}

describe("a single message", () => {
  test.each(Object.entries(passed))("%s passes", (_, message) => {
    expect(pushCut(message, [message.length])).toEqual(message);
    expect(pushCut(message, [1])).toEqual(message);
  });

  test.each(Object.entries(dropped))("%s is dropped", (_, message) => {
    const around = Buffer.concat([message, passed.updateRequest]);
    expect(pushCut(around, [around.length])).toEqual(passed.updateRequest);
    expect(pushCut(around, [1])).toEqual(passed.updateRequest);
  });
});

test("any sequence, cut anywhere, lets pass exactly what may", () => {
  const message = fc.constantFrom(
    ...Object.values(passed).map((content) => ({ content, pass: true })),
    ...Object.values(dropped).map((content) => ({ content, pass: false })),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (messages, sizes) => {
      const expected = Buffer.concat(messages.filter(({ pass }) => pass).map(({ content }) => content));
      expect(pushCut(Buffer.concat(messages.map(({ content }) => content)), sizes)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

describe("without the right to power", () => {
  const { xvp, ...others } = { ...passed, ...dropped };
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });

  test("any sequence without xvp passes unchanged, cut anywhere", () => {
    const messages = fc.array(fc.constantFrom(...Object.values(others)), { maxLength: 40 });
    fc.assert(
      fc.property(messages, sizes, (sequence, cuts) => {
        const stream = Buffer.concat(sequence);
        expect(pushCut(stream, cuts, withoutPower)).toEqual(stream);
      }),
      { numRuns: 500 },
    );
  });

  test("xvp is dropped wherever it comes, and only it", () => {
    const messages = fc.array(fc.constantFrom(xvp, ...Object.values(others)), { maxLength: 40 });
    fc.assert(
      fc.property(messages, sizes, (sequence, cuts) => {
        const expected = Buffer.concat(sequence.filter((message) => message !== xvp));
        expect(pushCut(Buffer.concat(sequence), cuts, withoutPower)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("a clipboard passes as it comes, not only when it is whole", () => {
    const filter = new ClientFilter(withoutPower);
    const head = bytes(6, 0, 0, 0, i32(-0x80000000));
    expect(filter.push(head)).toEqual(head);
    const chunk = Buffer.alloc(100_000, 250);
    for (let turn = 0; turn < 10; turn++) expect(filter.push(chunk)).toEqual(chunk);
  });

  test("xvp is not announced, nor longer pointer messages, which could hide one", () => {
    expect(pushCut(encodings(7, -258, -259, -305, -309, -316, 0xc0a1e5ce), [3], withoutPower)).toEqual(
      encodings(7, -258, -259, -305, 0xc0a1e5ce),
    );
  });
});

describe("where a direction of the clipboard is forbidden", () => {
  const [CAPS, REQUEST, PEEK, NOTIFY, PROVIDE] = [1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28];
  const canary = Buffer.from("canary");
  const extended = (actions: number, content = Buffer.alloc(0)) => bytes(6, 0, 0, 0, i32(-4 - content.length), i32(actions | 1), content);
  const messages = {
    plain: { message: dropped.cutText, needs: "to" },
    notify: { message: extended(NOTIFY), needs: "to" },
    provide: { message: extended(PROVIDE, canary), needs: "to" },
    request: { message: extended(REQUEST), needs: "from" },
    peek: { message: extended(PEEK), needs: "from" },
    both: { message: extended(PROVIDE | REQUEST, canary), needs: "both" },
    caps: { message: extended(CAPS | REQUEST, canary), needs: "from" },
    without: { message: bytes(6, 0, 0, 0, i32(-3), 1, 2, 3), needs: "no" },
    key: { message: dropped.key, needs: "nothing" },
    pointer: { message: dropped.pointer, needs: "nothing" },
    update: { message: passed.updateRequest, needs: "nothing" },
  };
  const directions = [
    { rules: { clipboardToMachine: false }, allowed: ["nothing", "from"] },
    { rules: { clipboardFromMachine: false }, allowed: ["nothing", "to"] },
    { rules: { clipboardToMachine: false, clipboardFromMachine: false }, allowed: ["nothing"] },
  ];

  test.each(directions)("$rules: exactly what is allowed passes, cut anywhere", ({ rules: forbidden, allowed }) => {
    const rules = rulesFor({ power: true, exchange: { ...everythingAllowed, ...forbidden } });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(messages)), { maxLength: 30 }), sizes, (sequence, cuts) => {
        const passing = sequence.filter(({ needs }) => allowed.includes(needs)).map(({ message }) => message);
        const stream = Buffer.concat(sequence.map(({ message }) => message));
        expect(rules && pushCut(stream, cuts, rules)).toEqual(Buffer.concat(passing));
      }),
      { numRuns: 500 },
    );
  });

  test("the extended clipboard is struck from the encodings where both are", () => {
    const list = encodings(7, 0xc0a1e5ce, -316, -309);
    const struck = (power: boolean, to: boolean, from: boolean) => {
      const rules = rulesFor({ power, exchange: { ...everythingAllowed, clipboardToMachine: to, clipboardFromMachine: from } });
      return rules && pushCut(list, [3], rules);
    };
    expect(struck(true, false, false)).toEqual(encodings(7, -309));
    expect(struck(false, false, false)).toEqual(encodings(7));
    expect(struck(true, false, true)).toEqual(encodings(7, 0xc0a1e5ce, -309));
    expect(struck(true, true, false)).toEqual(encodings(7, 0xc0a1e5ce, -309));
  });

  test("power stays with those who have the right to it", () => {
    const exchange = { ...everythingAllowed, clipboardToMachine: false };
    const [may, mayNot] = [rulesFor({ power: true, exchange }), rulesFor({ power: false, exchange })];
    expect(may && pushCut(dropped.xvp, [1], may)).toEqual(dropped.xvp);
    expect(mayNot && pushCut(dropped.xvp, [1], mayNot)).toEqual(bytes());
  });

  test("nothing is filtered where nothing is forbidden", () => {
    expect(rulesFor({ power: true, exchange: everythingAllowed })).toBeNull();
    expect(rulesFor({ power: true, exchange: { ...everythingAllowed, filesToMachine: false } })).toBeNull();
    expect(rulesFor({ power: false, exchange: everythingAllowed })).toBe(withoutPower);
  });
});

test("encodings that announce what a watcher may not send are taken out of the list", () => {
  const extendedClipboard = 0xc0a1e5ce | 0;
  const list = encodings(7, extendedClipboard, -258, -259, -305, -308, -309, -316, -312);
  expect(pushCut(list, [3])).toEqual(encodings(7, -258, -308, -312));
});

test("random bytes never bring a key, a pointer or a clipboard through, and never hold more than a message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (noise, sizes) => {
      let out: Buffer;
      try {
        out = pushCut(Buffer.from(noise), sizes);
      } catch (error) {
        expect(error).toMatchObject({ code: "client-protocol" });
        return;
      }
      expect(new Set(typesOf(out))).toSatisfy((types: Set<number>) => [...types].every((type) => [0, 2, 3, 150, 248].includes(type)));
    }),
    { numRuns: 500 },
  );
});

/** The types of the messages in what passed; their lengths are those of RFC 6143. */
function typesOf(stream: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < stream.length; ) {
    const type = stream.readUInt8(at);
    types.push(type);
    if (type === 0) at += 20;
    else if (type === 2) at += 4 + 4 * stream.readUInt16BE(at + 2);
    else if (type === 3 || type === 150) at += 10;
    else if (type === 248) at += 9 + stream.readUInt8(at + 8);
    else return types;
  }
  return types;
}

test("a clipboard of 4 GiB is counted, not held", () => {
  const filter = new ClientFilter(viewOnly);
  const chunk = Buffer.alloc(1024 * 1024, 4);
  filter.push(bytes(6, 0, 0, 0, i32(-0x80000000)));
  const before = process.memoryUsage().arrayBuffers;
  for (let sent = 0; sent < 2 ** 31; sent += chunk.length) expect(filter.push(chunk).length).toBe(0);
  expect(filter.push(passed.updateRequest)).toEqual(passed.updateRequest);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
});

test.each([
  ["an unknown message", Buffer.of(77)],
  ["an unknown QEMU submessage", Buffer.of(255, 9)],
  ["an unknown audio operation", Buffer.of(255, 1, 0, 3)],
  ["too many encodings", Buffer.of(2, 0, 0xff, 0xff)],
  ["a fence that is too long", bytes(248, 0, 0, 0, i32(0), 65)],
])("%s ends the console", (_, message) => {
  expect(() => new ClientFilter(viewOnly).push(message)).toThrow(expect.objectContaining({ code: "client-protocol" }));
});
