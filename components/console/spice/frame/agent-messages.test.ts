import fc from "fast-check";
import { expect, it } from "vitest";
import { AgentMessages } from "./agent-messages.ts";

function message(size: number, byte: number): Uint8Array {
  const whole = new Uint8Array(20 + size).fill(byte);
  new DataView(whole.buffer).setUint32(16, size, true);
  return whole;
}

function cut(bytes: Uint8Array, step: number): ArrayBuffer[] {
  const pieces: ArrayBuffer[] = [];
  for (let at = 0; at < bytes.length; at += step) pieces.push(bytes.slice(at, at + step).buffer);
  return pieces;
}

it("puts messages together from pieces of any size", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 90 }), (sizes, step) => {
      const sent = sizes.map((size, index) => message(size, index + 1));
      const messages = new AgentMessages(100);
      const all = Uint8Array.from(sent.flatMap((one) => [...one]));
      const got = cut(all, step).flatMap((piece) => messages.push(piece));
      expect(got.map((one) => [...new Uint8Array(one)])).toEqual(sent.map((one) => [...one]));
    }),
  );
});

it("lets a message that is too long pass, and reads the next", () => {
  for (const step of [1, 7, 500]) {
    const messages = new AgentMessages(64);
    const all = Uint8Array.from([...message(300, 1), ...message(5, 2)]);
    expect(
      cut(all, step)
        .flatMap((piece) => messages.push(piece))
        .map((one) => one.byteLength),
    ).toEqual([25]);
  }
});
