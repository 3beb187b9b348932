import fc from "fast-check";
import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

test("a hash takes its own password and no other", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 256 }), fc.string({ unit: "binary", maxLength: 256 }), async (one, other) => {
      const hash = await hashPassword(one);
      expect(await verifyPassword({ hash, password: one })).toBe(true);
      expect(await verifyPassword({ hash, password: other })).toBe(one === other);
    }),
    { numRuns: 10 },
  );
});

test("the same password never has the same hash", async () => {
  expect(await hashPassword("correct horse")).not.toBe(await hashPassword("correct horse"));
});

test("a hash says how it was made, as PHC strings do", async () => {
  expect(await hashPassword("password")).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
});

test("the reference implementation's hash is taken, with its own parameters", async () => {
  // phc-winner-argon2, src/test.c: hashtest(version, 2, 16, 1, "password", "somesalt", ..., Argon2_id)
  const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  expect(await verifyPassword({ hash, password: "password" })).toBe(true);
  expect(await verifyPassword({ hash, password: "Password" })).toBe(false);
});

test.each(["", "x", "$argon2id$v=19$m=1,t=1$a$b", "$2b$10$abcdefghijklmnopqrstuv", "$argon2i$v=19$m=19456,t=2,p=1$YWJj$YWJj"])(
  "%j is nobody's hash",
  async (hash) => {
    expect(await verifyPassword({ hash, password: hash })).toBe(false);
  },
);
