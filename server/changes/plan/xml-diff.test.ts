import fc from "fast-check";
import { expect, it } from "vitest";
import { lineEdits } from "./line-edits.ts";
import { diffOf } from "./xml-diff.ts";

it("makes the new text of the old one, with as few lines as can be where they are few", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (old, fresh) => {
      const edits = lineEdits(old, fresh);
      expect(edits.flatMap(({ op, new: to }) => (op === "-" ? [] : [fresh[to ?? -1]]))).toEqual(fresh);
      expect(edits.flatMap(({ op, old: at }) => (op === "+" ? [] : [old[at ?? -1]]))).toEqual(old);
      for (const { op, old: at, new: to } of edits) if (op === " ") expect(old[at ?? -1]).toBe(fresh[to ?? -2]);
    }),
  );
  expect(
    lineEdits(["a", "b", "c", "d"], ["a", "c", "x", "d"])
      .map(({ op }) => op)
      .join(""),
  ).toBe(" - + ");
});

it("does not try to be clever with texts that have nothing in common", () => {
  const lines = (letter: string) => Array.from({ length: 2500 }, (_, index) => `${letter}${index}`);
  expect(
    lineEdits(lines("a"), lines("b"))
      .map(({ op }) => op)
      .join(""),
  ).toBe("-".repeat(2500) + "+".repeat(2500));
});

it("shows three lines around each change, counted from 1", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const changed = lines.map((line) => (line === "line 10" ? "LINE 10" : line)).filter((line) => line !== "line 25");
  const shown = diffOf(lines.join("\r\n"), changed.join("\r\n"));
  expect(shown.map(({ op, old, new: to }) => `${op}${old ?? ""}:${to ?? ""}`)).toEqual([
    " 7:7",
    " 8:8",
    " 9:9",
    "-10:",
    "+:10",
    " 11:11",
    " 12:12",
    " 13:13",
    " 22:22",
    " 23:23",
    " 24:24",
    "-25:",
    " 26:25",
    " 27:26",
    " 28:27",
  ]);
  expect(shown.map(({ text }) => text).join()).not.toContain("\r");
  expect(diffOf("a", "a")).toEqual([]);
});
