import { expect, it } from "vitest";
import { ctrlAltDel } from "../chords.ts";
import { functionKey, key, letterKey } from "../keys.ts";
import { controlBytes } from "./control-bytes.ts";

it("types what a terminal types", () => {
  expect(controlBytes([key("Enter")])).toBe("\r");
  expect(controlBytes([key("ControlLeft"), letterKey("c")])).toBe("\x03");
});

it("knows the keys of a phone's bar", () => {
  expect(controlBytes([functionKey(5)])).toBe("\x1b[15~");
  expect(controlBytes([key("ControlLeft"), { code: "BracketRight", keysym: 0x5d }])).toBe("\x1d");
  expect(controlBytes([key("AltLeft"), letterKey("x")])).toBe("\x1bx");
  expect(controlBytes([key("AltLeft"), key("ArrowLeft")])).toBe("\x1b\x1b[D");
});

it("has nothing for keys that a line cannot carry", () => {
  expect(controlBytes(ctrlAltDel.keys)).toBeNull();
  expect(controlBytes([key("MetaLeft")])).toBeNull();
  expect(controlBytes([])).toBeNull();
});
