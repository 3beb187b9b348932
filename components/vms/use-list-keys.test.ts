import { expect, it } from "vitest";
import { moveTo } from "./use-list-keys.ts";

it.each([
  ["j", -1, 1, 5, 0],
  ["ArrowDown", 0, 1, 5, 1],
  ["k", 0, 1, 5, null],
  ["ArrowDown", 4, 1, 5, null],
  ["ArrowDown", 1, 4, 10, 5],
  ["ArrowDown", 8, 4, 10, 9],
  ["ArrowUp", 2, 4, 10, 0],
  ["ArrowRight", 3, 4, 10, 4],
  ["ArrowRight", 3, 1, 10, null],
  ["End", 0, 1, 2000, 1999],
  ["Home", 1999, 1, 2000, 0],
  ["PageDown", 0, 1, 2000, 10],
  ["x", 0, 1, 5, null],
  ["j", -1, 1, 0, null],
])("%s from %i, %i across, of %i leads to %s", (key, index, across, count, target) => {
  expect(moveTo(key, index, across, count)).toBe(target);
});
