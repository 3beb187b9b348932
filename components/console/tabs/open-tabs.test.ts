import { describe, expect, test } from "vitest";
import { asking, connectedTabs, forgetTabs, keepTabs, neighbour, type OpenTabs, restoredTabs, shown, without } from "./open-tabs.ts";

const vmOf = (letter: string) => `local.00000000-0000-4000-8000-${letter.repeat(12)}`;
const [A, B, C] = [vmOf("a"), vmOf("b"), vmOf("c")];
const open = (...vms: string[]): OpenTabs => vms.reduce<OpenTabs>((tabs, vm) => shown(tabs, { vm, name: vm, query: "" }), []);
const ids = (tabs: OpenTabs) => tabs.map(({ vm }) => vm);

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
}

describe("tabs", () => {
  test("a machine is open once, where it was opened", () => {
    expect(ids(open(A, B, A, C, B))).toEqual([A, B, C]);
  });

  test("in the place of one that is closed comes the next, at the end the one before, and of the last none", () => {
    const tabs = open(A, B, C);
    expect(neighbour(tabs, A)?.vm).toBe(B);
    expect(neighbour(tabs, C)?.vm).toBe(B);
    expect(neighbour(open(A), A)).toBeUndefined();
    expect(ids(without(tabs, B))).toEqual([A, C]);
  });

  test("those shown last stay connected, in their own order", () => {
    expect(ids(connectedTabs(open(A, B, C, A), 2))).toEqual([A, C]);
    expect(ids(connectedTabs(open(A, B, C), 1))).toEqual([C]);
  });
});

describe("a page that is loaded anew", () => {
  test("has the tabs it had, each with what its address asked for, and none connected", () => {
    const kept = storage();
    keepTabs(kept, asking(open(A, B), B, "?protocol=serial"));
    const tabs = restoredTabs(kept);
    expect(tabs).toEqual([
      { vm: A, name: A, query: "", shown: 0 },
      { vm: B, name: B, query: "?protocol=serial", shown: 0 },
    ]);
    expect(connectedTabs(tabs, 8)).toEqual([]);
    expect(ids(connectedTabs(shown(tabs, { vm: B, name: B, query: "" }), 8))).toEqual([B]);
  });

  test("has none of whoever signed out", () => {
    const kept = storage();
    keepTabs(kept, open(A, B));
    forgetTabs(kept);
    expect(restoredTabs(kept)).toEqual([]);
  });

  test("has none after one alone, or where the storage is barred or holds something else", () => {
    const kept = storage();
    keepTabs(kept, open(A, B));
    keepTabs(kept, open(A));
    expect(restoredTabs(kept)).toEqual([]);
    expect(restoredTabs(null)).toEqual([]);
    for (const text of ["{", "7", '[{"vm":"../x","name":"","query":""}]']) {
      expect(restoredTabs({ ...kept, getItem: () => text })).toEqual([]);
    }
  });
});
