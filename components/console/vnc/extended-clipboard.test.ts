import { deflateSync, inflateSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { CLIPBOARD_LIMIT } from "../exchange/clipboard-limit.ts";
import { ExtendedClipboard } from "./extended-clipboard.ts";

const TEXT = 1;
const [CAPS, REQUEST, PEEK, NOTIFY, PROVIDE] = [1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28];
const ALL = CAPS | REQUEST | NOTIFY | PROVIDE;

let said: { flags: number; rest: Buffer }[];
let heard: string[];
let clipboard: ExtendedClipboard;
beforeEach(() => {
  said = [];
  heard = [];
  clipboard = new ExtendedClipboard(
    (payload) => {
      const bytes = Buffer.from(payload);
      said.push({ flags: bytes.readInt32BE(0), rest: bytes.subarray(4) });
    },
    {
      ready: () => heard.push("ready"),
      text: (text) => heard.push(text),
      failed: (why) => heard.push(`failed: ${why}`),
    },
  );
});

/** What the display says. */
function display(flags: number, rest: Uint8Array = Buffer.alloc(0)): Promise<void> {
  const payload = new Uint8Array(4 + rest.length);
  new DataView(payload.buffer).setInt32(0, flags);
  payload.set(rest, 4);
  return clipboard.take(payload);
}

function packed(text: string | Buffer, size = Buffer.byteLength(text)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(size);
  return deflateSync(Buffer.concat([head, Buffer.from(text)]));
}

const join = () => display(ALL | TEXT, Buffer.alloc(4));
const flagsSaid = () => said.map(({ flags }) => flags);

describe("before the display takes part", () => {
  it("offers nothing and asks for nothing", () => {
    clipboard.offer("mine");
    clipboard.fetch();
    expect(said).toEqual([]);
    expect(heard).toEqual(["failed: empty"]);
  });

  it("says once that it does, and that no text is to come unasked", async () => {
    await join();
    await join();
    expect(heard).toEqual(["ready"]);
    expect(said[0]).toEqual({ flags: ALL | TEXT, rest: Buffer.alloc(4) });
  });
});

describe("what is copied in the guest", () => {
  it("is not requested until the person asks", async () => {
    await join();
    await display(NOTIFY | TEXT);
    expect(flagsSaid()).toEqual([ALL | TEXT]);
    clipboard.fetch();
    expect(flagsSaid()).toEqual([ALL | TEXT, REQUEST | TEXT]);
    await display(PROVIDE | TEXT, packed("grüße\r\naus\ndem Gast\0"));
    expect(heard).toEqual(["ready", "grüße\naus\ndem Gast"]);
  });

  it("is requested at once where everything is shared", async () => {
    clipboard.automatic = true;
    await join();
    await display(NOTIFY | TEXT);
    expect(flagsSaid()).toContain(REQUEST | TEXT);
  });

  it("is not taken where nobody requested it", async () => {
    await join();
    await display(PROVIDE | TEXT, packed("unasked"));
    expect(heard).toEqual(["ready"]);
  });

  it("is no text, or nothing any more", async () => {
    await join();
    await display(NOTIFY | TEXT);
    await display(NOTIFY);
    clipboard.fetch();
    expect(heard).toEqual(["ready", "failed: empty"]);
  });

  it.each([
    ["claims to be longer", packed("x", 0xffffffff)],
    ["is longer", packed("x".repeat(CLIPBOARD_LIMIT + 1))],
  ])("that %s than the limit is not taken, and said", async (_, content) => {
    await join();
    await display(NOTIFY | TEXT);
    clipboard.fetch();
    await display(PROVIDE | TEXT, content);
    expect(heard).toEqual(["ready", "failed: too-long"]);
  });

  it("that is packed as nothing can be is none", async () => {
    await join();
    await display(NOTIFY | TEXT);
    clipboard.fetch();
    await display(PROVIDE | TEXT, Buffer.from("not zlib's"));
    expect(heard).toEqual(["ready", "failed: empty"]);
  });

  it("as long as the limit arrives whole", async () => {
    const text = "ü".repeat(CLIPBOARD_LIMIT / 2);
    await join();
    await display(NOTIFY | TEXT);
    clipboard.fetch();
    await display(PROVIDE | TEXT, packed(text));
    expect(heard[1] === text).toBe(true);
  });
});

describe("what the person gives", () => {
  const given = () => {
    const content = inflateSync(said.at(-1)?.rest ?? Buffer.alloc(0));
    expect(content.readUInt32BE(0)).toBe(content.length - 4);
    return content.toString("utf8", 4);
  };

  it("is told of, and sent as it is once it is pasted", async () => {
    await join();
    clipboard.offer("grüße\nvon hier");
    expect(flagsSaid()).toEqual([ALL | TEXT, NOTIFY | TEXT]);
    await display(PEEK);
    expect(flagsSaid()).toEqual([ALL | TEXT, NOTIFY | TEXT, NOTIFY | TEXT]);
    await display(REQUEST | TEXT);
    expect(said.at(-1)?.flags).toBe(PROVIDE | TEXT);
    expect(given()).toBe("grüße\nvon hier");
  });

  it("is not sent once it is withdrawn, or something was copied in the guest", async () => {
    await join();
    clipboard.offer("mine");
    clipboard.withdraw();
    await display(REQUEST | TEXT);
    clipboard.offer("mine");
    await display(NOTIFY | TEXT);
    await display(REQUEST | TEXT);
    expect(flagsSaid()).not.toContain(PROVIDE | TEXT);
  });

  it("is nothing to begin with", async () => {
    await join();
    await display(REQUEST | TEXT);
    await display(PEEK);
    expect(flagsSaid()).toEqual([ALL | TEXT, NOTIFY]);
  });
});
