import { expect, test } from "vitest";
import { Pins, pinned } from "./pins.ts";

const A = "local.00000000-0000-4000-8000-000000000001";
const B = "local.00000000-0000-4000-8000-000000000002";

function made(save: (vm: string, isPinned: boolean) => Promise<void> = async () => undefined) {
  const told: [string, boolean][] = [];
  return { told, pins: new Pins({ save, tell: (vm, isPinned) => told.push([vm, isPinned]) }) };
}

test("what changed counts more than what the page was rendered with", async () => {
  const { pins, told } = made();
  await pins.set(A, true);
  await pins.set(B, false);
  expect([...pinned([B], pins.changes())]).toEqual([A]);
  expect(told).toEqual([
    [A, true],
    [B, false],
  ]);
});

test("a pin is there at once, and gone again where the portal does not keep it", async () => {
  const seen: boolean[] = [];
  const { pins, told } = made(() => Promise.reject(new Error("offline")));
  pins.subscribe(() => seen.push(pinned([], pins.changes()).has(A)));
  await expect(pins.set(A, true)).rejects.toThrow("offline");
  expect(seen).toEqual([true, false]);
  expect(told).toEqual([]);
});
