import { expect, test } from "vitest";
import type { DiffLine } from "#server/contract/display-plan.ts";
import { diffPairs, diffStretches } from "./diff-pairs.ts";

function lines(text: string): DiffLine[] {
  let [before, after] = [0, 0];
  return text.split("\n").map((line) => {
    const op = line.charAt(0) as DiffLine["op"];
    return { op, old: op === "+" ? null : ++before, new: op === "-" ? null : ++after, text: line.slice(1) };
  });
}

const shown = (text: string) => diffPairs(lines(text)).map((pair) => `${pair.old?.text ?? ""}|${pair.new?.text ?? ""}`);

test("what was removed stands beside what came in its place", () => {
  expect(shown(" a\n-b\n-c\n+d\n e")).toEqual(["a|a", "b|d", "c|", "e|e"]);
  expect(shown("+x\n-y\n+z")).toEqual(["|x", "y|z"]);
  expect(shown(" a\n+b")).toEqual(["a|a", "|b"]);
});

test("three lines stay around a change, and the rest is folded", () => {
  const stretches = diffStretches(lines(" 1\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n 9\n 10"));
  expect(stretches.map(({ folded, lines }) => [folded, lines.map(({ text }) => text).join(",")])).toEqual([
    [true, "1"],
    [false, "2,3,4,5,6,7,8"],
    [true, "9,10"],
  ]);
  expect(diffStretches(lines(" 1\n 2"))).toEqual([{ folded: true, lines: lines(" 1\n 2") }]);
});
