import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serverInit } from "#e2e/fakes/rfb-server.ts";
import { ByteQueue } from "../byte-queue.ts";
import { handshakeUpstream } from "./upstream.ts";
import { answerChallenge } from "./vnc-auth.ts";

/** A display that says all of its bytes whatever it is told, cut into pieces, and then closes. */
class Script {
  readonly queue = new ByteQueue();
  readonly #said: Buffer[] = [];

  constructor(bytes: Buffer, cut: number) {
    let at = 0;
    const next = () => {
      if (at >= bytes.length) return this.queue.fail();
      this.queue.push(bytes.subarray(at, at + cut));
      at += cut;
      setImmediate(next);
    };
    next();
  }

  read = (size: number) => this.queue.read(size);
  write = (bytes: Buffer) => void this.#said.push(bytes);

  get answer(): Buffer {
    return Buffer.concat(this.#said);
  }
}

const init = serverInit("a guest");
const challenge = Buffer.from([...Array(16).keys()]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const version = (text: string) => Buffer.from(`RFB ${text}\n`);
const join = (...parts: Buffer[]) => Buffer.concat(parts);
const refused = (code: string, details?: string) =>
  expect.objectContaining({ code, ...(details !== undefined && { details: expect.stringContaining(details) }) });

describe.each([1, 7, 4096])("cut into pieces of %i", (cut) => {
  test("None in 3.8", async () => {
    const display = new Script(join(version("003.008"), Buffer.of(2, 16, 1), u32(0), init, Buffer.from("then")), cut);
    expect(await handshakeUpstream(display, null)).toEqual(init);
    expect(display.answer).toEqual(join(version("003.008"), Buffer.of(1), Buffer.of(1)));
    expect((await display.read(4)).toString()).toBe("then");
  });

  test("a password in 3.8, 3.7 and 3.3, always asking to share", async () => {
    const answer = answerChallenge(challenge, "sesame");
    const eight = new Script(join(version("003.889"), Buffer.of(2, 1, 2), challenge, u32(0), init), cut);
    await handshakeUpstream(eight, "sesame");
    expect(eight.answer).toEqual(join(version("003.008"), Buffer.of(2), answer, Buffer.of(1)));
    const seven = new Script(join(version("003.007"), Buffer.of(1, 2), challenge, u32(0), init), cut);
    await handshakeUpstream(seven, "sesame");
    expect(seven.answer).toEqual(join(version("003.007"), Buffer.of(2), answer, Buffer.of(1)));
    const three = new Script(join(version("003.005"), u32(2), challenge, u32(0), init), cut);
    await handshakeUpstream(three, "sesame");
    expect(three.answer).toEqual(join(version("003.003"), answer, Buffer.of(1)));
  });

  test("None in 3.7 and 3.3 has no result", async () => {
    expect(await handshakeUpstream(new Script(join(version("003.007"), Buffer.of(1, 1), init), cut), null)).toEqual(init);
    expect(await handshakeUpstream(new Script(join(version("003.003"), u32(1), init), cut), null)).toEqual(init);
  });
});

describe("refusals and faults", () => {
  const giant = join(u32(0xffffffff), Buffer.alloc(100_000, "x"));
  const cases: [name: string, bytes: Buffer, code: string, details?: string][] = [
    [
      "a wrong password",
      join(version("003.008"), Buffer.of(1, 2), challenge, u32(1), u32(6), Buffer.from("Go \x07on")),
      "display-refused",
      "Go on",
    ],
    ["a wrong password in 3.7", join(version("003.007"), Buffer.of(1, 2), challenge, u32(1)), "display-refused"],
    ["no types and a giant reason", join(version("003.008"), Buffer.of(0), giant), "display-refused", "xxx"],
    ["no types in 3.3", join(version("003.003"), u32(0), u32(4), Buffer.from("busy")), "display-refused", "busy"],
    ["VeNCrypt only", join(version("003.008"), Buffer.of(1, 19)), "display-protocol", "VeNCrypt (19)"],
    ["255 unknown types", join(version("003.008"), Buffer.alloc(256, 255)), "display-protocol"],
    ["another protocol", Buffer.from("SSH-2.0-OpenSSH_9.2p1"), "display-protocol", "does not speak RFB"],
    ["a screen of 65535x65535", join(version("003.003"), u32(1), serverInit("", 65535, 65535)), "display-protocol", "65535 x 65535"],
    ["a name of 4 GiB", join(version("003.003"), u32(1), init.subarray(0, 20), u32(0xffffffff)), "display-protocol", "4294967295"],
  ];

  test.each(cases)("%s", async (_, bytes, code, details) => {
    await expect(handshakeUpstream(new Script(bytes, 3), "sesame")).rejects.toEqual(refused(code, details));
  });

  test("a password that libvirt does not know", async () => {
    const display = new Script(join(version("003.008"), Buffer.of(1, 2), challenge), 100);
    await expect(handshakeUpstream(display, null)).rejects.toEqual(refused("display-refused", "wants a password"));
  });

  test("every truncation is told as such", async () => {
    const whole = join(version("003.008"), Buffer.of(1, 2), challenge, u32(0), init);
    for (let length = 0; length < whole.length; length++)
      await expect(handshakeUpstream(new Script(whole.subarray(0, length), 5), "sesame")).rejects.toEqual(
        refused("display-protocol", "closed"),
      );
  });

  test("random bytes never do more than end it", async () => {
    const head = fc.constantFrom(
      Buffer.alloc(0),
      version("003.008"),
      version("003.003"),
      join(version("003.008"), Buffer.of(1, 1), u32(0)),
    );
    await fc.assert(
      fc.asyncProperty(head, fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), async (start, noise, cut) => {
        const outcome = await handshakeUpstream(new Script(join(start, Buffer.from(noise)), cut), "x").catch((error) => error.code);
        expect(Buffer.isBuffer(outcome) || ["display-refused", "display-protocol"].includes(outcome)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
