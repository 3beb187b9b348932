import fc from "fast-check";
import { expect, test } from "vitest";
import { sealWith } from "./seal.ts";

const SECRET = "a secret of more than 32 characters";
const XML = "<domain><devices><graphics type='vnc' passwd='Canary01'/></devices></domain>";

test("what is sealed is opened by another process with the same secret, to the letter", () => {
  const [one, other] = [sealWith(SECRET), sealWith(SECRET)];
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (text, place) => {
      expect(other.open(one.close(text, place), place)).toBe(Buffer.from(text).toString());
    }),
  );
});

test("it shows nothing of the text, and is another each time", () => {
  const seal = sealWith(SECRET);
  const [one, other] = [seal.close(XML, "a"), seal.close(XML, "a")];
  expect(Buffer.from(one).equals(other)).toBe(false);
  for (const sealed of [one, other]) expect(Buffer.from(sealed).toString("latin1")).not.toMatch(/domain|Canary/);
});

test("neither another secret nor another place opens it, nor does it once a bit was changed", () => {
  const seal = sealWith(SECRET);
  const sealed = seal.close(XML, "before of 1");
  const other = sealWith(`${SECRET}!`);
  expect([seal.isOurs(sealed), other.isOurs(sealed)]).toEqual([true, false]);
  expect([other.open(sealed, "before of 1"), seal.open(sealed, "before of 2"), seal.open(new Uint8Array(), "")]).toEqual([
    null,
    null,
    null,
  ]);
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const broken = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ (1 << bit) : byte));
      expect(seal.open(broken, "before of 1")).toBeNull();
    }),
  );
});
