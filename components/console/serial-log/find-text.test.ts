import { expect, test } from "vitest";
import { placesOf } from "./find-text.ts";

test("every place, upper and lower case alike, in letters that mean nothing to a pattern", () => {
  expect(placesOf("ab", "AB ab aB")).toEqual([0, 3, 6]);
  expect(placesOf("[ok]", "x [OK] [ok")).toEqual([2]);
  expect(placesOf("b", "İb")).toEqual([1]);
  expect(placesOf("", "abc")).toEqual([]);
  expect(placesOf("a", "aaaa", 2)).toEqual([0, 1]);
});
