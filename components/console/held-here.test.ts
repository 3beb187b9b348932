import { beforeEach, expect, it } from "vitest";
import { HeldHere } from "./held-here.ts";

let clock: number;
let kept: Map<string, string>;
beforeEach(() => {
  clock = 1_000_000;
  kept = new Map();
});

function heldHere(): HeldHere {
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  return new HeldHere(storage, () => clock);
}

it("knows the console that this tab has just left", () => {
  heldHere().left("local.a", "spice");
  clock += 3_000;
  expect(heldHere().wasJustLeft("local.a", "spice")).toBe(true);
  expect(heldHere().wasJustLeft("local.a", "serial")).toBe(false);
  expect(heldHere().wasJustLeft("local.b", "spice")).toBe(false);
});

it("knows each of several that were left at once", () => {
  heldHere().left("local.a", "spice");
  heldHere().left("local.b", "vnc");
  expect(heldHere().wasJustLeft("local.a", "spice")).toBe(true);
  expect(heldHere().wasJustLeft("local.b", "vnc")).toBe(true);
});

it("believes it for a moment only", () => {
  heldHere().left("local.a", "spice");
  clock += 10_000;
  expect(heldHere().wasJustLeft("local.a", "spice")).toBe(false);
});

it("knows nothing where nothing was left, or nothing can be kept", () => {
  expect(heldHere().wasJustLeft("local.a", "spice")).toBe(false);
  const refuse = () => {
    throw new Error("denied");
  };
  const barred = new HeldHere({ getItem: refuse, setItem: refuse }, () => clock);
  barred.left("local.a", "spice");
  expect(barred.wasJustLeft("local.a", "spice")).toBe(false);
});
