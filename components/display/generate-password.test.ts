import { expect, test } from "vitest";
import { generatePassword } from "./generate-password.ts";

test("a password fits its protocol and is another one each time", () => {
  const some = Array.from({ length: 50 }, () => generatePassword("vnc"));
  for (const one of some) expect(one).toMatch(/^[a-zA-Z2-9]{8}$/);
  expect(new Set(some).size).toBe(50);
  expect(generatePassword("spice")).toMatch(/^[a-zA-Z2-9]{20}$/);
});
