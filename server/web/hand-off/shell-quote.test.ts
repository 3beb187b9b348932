import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellQuote } from "./shell-quote.ts";

test("what is safe stays readable", () => {
  for (const word of ["web-1", "qemu:///system", "qemu+ssh://root@host/system", "a_b.c"]) expect(shellQuote(word)).toBe(word);
  expect(shellQuote("")).toBe("''");
  expect(shellQuote("it's")).toBe("'it'\\''s'");
});

test("a real shell reads every word back as it was", () => {
  const letters = fc.constantFrom(
    "a",
    " ",
    "'",
    '"',
    "\\",
    "$",
    "`",
    "!",
    "*",
    "?",
    "~",
    "#",
    ";",
    "&",
    "|",
    "\n",
    "(",
    "-",
    "é",
    "🖥",
    "\u202e",
  );
  const word = fc.oneof(
    fc.string({ unit: letters, maxLength: 12 }),
    fc.string({ maxLength: 12 }).filter((text) => !text.includes("\0")),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
      const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
      expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" })).toBe(`${words.join("\0")}\0`);
    }),
    { numRuns: 50 },
  );
});
