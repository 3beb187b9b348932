import { expect, test } from "vitest";
import { sameValue } from "./same-value.ts";

test("plain values are the same by what they hold", () => {
  expect(sameValue({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toBe(true);
  expect(sameValue({ a: [1, { b: null }] }, { a: [1, { b: 0 }] })).toBe(false);
  expect(sameValue({ a: undefined }, { b: undefined })).toBe(false);
  expect(sameValue([], {})).toBe(false);
  expect(sameValue(null, {})).toBe(false);
});
