import { expect, it } from "vitest";
import { ctrlAltDel } from "../chords.ts";
import { key, letterKey } from "../keys.ts";
import { controlBytes } from "./control-bytes.ts";

it("types what a terminal types", () => {
  expect(controlBytes([key("Enter")])).toBe("\r");
  expect(controlBytes([key("ControlLeft"), letterKey("c")])).toBe("\x03");
});

it("has nothing for keys that a line cannot carry", () => {
  expect(controlBytes(ctrlAltDel.keys)).toBeNull();
  expect(controlBytes([key("MetaLeft")])).toBeNull();
  expect(controlBytes([])).toBeNull();
});
