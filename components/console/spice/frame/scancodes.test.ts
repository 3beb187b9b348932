import { expect, it } from "vitest";
import { chordGroups, commonChords } from "../../chords.ts";
import { scanCodeOf } from "./scancodes.ts";

it.each([
  ["Escape", 0x01, 0x81],
  ["KeyA", 0x1e, 0x9e],
  ["NumpadMultiply", 0x37, 0xb7],
  ["NumpadDecimal", 0x53, 0xd3],
  ["IntlBackslash", 0x56, 0xd6],
  ["F12", 0x58, 0xd8],
  ["ControlRight", 0x1de0, 0x9de0],
  ["PrintScreen", 0x37e0, 0xb7e0],
  ["Delete", 0x53e0, 0xd3e0],
  ["MetaLeft", 0x5be0, 0xdbe0],
  ["Pause", 0x451de1, 0xc59de1],
])("%s goes down and up as a PC keyboard has it, the first byte lowest", (code, down, up) => {
  expect(scanCodeOf(code, true)).toBe(down);
  expect(scanCodeOf(code, false)).toBe(up);
});

it("has every key of the chords, each once, and no key that is not on a PC keyboard", () => {
  const groups = chordGroups.flatMap(({ chords }) => chords);
  const codes = new Set([...commonChords, ...groups].flatMap(({ keys }) => keys.map(({ code }) => code)));
  const scanCodes = [...codes].map((code) => scanCodeOf(code, true));
  expect(scanCodes).not.toContain(null);
  expect(new Set(scanCodes).size).toBe(codes.size);
  for (const code of ["", "Unidentified", "Fn", "constructor"]) expect(scanCodeOf(code, true)).toBeNull();
});
