import { expect, it } from "vitest";
import { scanCodeOf } from "./scancodes.ts";
import { keysOfCharacter } from "./us-layout.ts";

it("finds the keys of every character that a US keyboard has", () => {
  for (let code = 0x20; code < 0x7f; code++) {
    const keys = keysOfCharacter(String.fromCharCode(code));
    expect(keys, String.fromCharCode(code)).not.toEqual([]);
    for (const key of keys) expect(scanCodeOf(key, true)).not.toBeNull();
  }
  expect(keysOfCharacter("a")).toEqual(["KeyA"]);
  expect(keysOfCharacter("!")).toEqual(["ShiftLeft", "Digit1"]);
  expect(keysOfCharacter(" ")).toEqual(["Space"]);
  expect(keysOfCharacter("ß")).toEqual([]);
});
