import { expect, test } from "vitest";
import type { DiffLine } from "#server/contract/display-plan.ts";
import { diffHunks, diffPairs } from "./diff-pairs.ts";

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

test("a diff is parted where lines were left out", () => {
  const all = lines(" 1\n-2\n+3\n 4\n 5\n 6\n+7\n 8\n 9\n-10");
  const shown = all.filter(({ text }) => text !== "5" && text !== "9");
  expect(diffHunks(shown).map((hunk) => hunk.map(({ text }) => text).join(","))).toEqual(["1,2,3,4", "6,7,8", "10"]);
  expect(diffHunks(all)).toEqual([all]);
  expect(diffHunks([])).toEqual([]);
});
