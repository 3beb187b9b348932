import { expect, it } from "vitest";
import type { Transfer } from "../session.ts";
import { breakOff, isSending, noteTransfer, percentOf } from "./transfers.ts";

const file: Transfer = { id: 1, name: "notes.txt", sent: 0, size: 1000, state: "sending" };

it("keeps each file in its place while it moves on", () => {
  let list = noteTransfer([], 1, file);
  list = noteTransfer(list, 1, { ...file, id: 2, name: "b.bin" });
  list = noteTransfer(list, 1, { ...file, sent: 500 });
  expect(list.map(({ name, sent }) => [name, sent])).toEqual([
    ["notes.txt", 500],
    ["b.bin", 0],
  ]);
});

it("tells the files of two sessions apart", () => {
  const list = noteTransfer(noteTransfer([], 1, file), 2, file);
  expect(list).toHaveLength(2);
  expect(new Set(list.map(({ key }) => key)).size).toBe(2);
});

it("says of a console that ended which files have not arrived", () => {
  const list = breakOff(noteTransfer(noteTransfer([], 1, { ...file, state: "done" }), 1, { ...file, id: 2 }));
  expect(list.map(({ state }) => state)).toEqual(["done", "failed"]);
  expect(isSending(list)).toBe(false);
  expect(breakOff(list)).toBe(list);
});

it("shows a whole only where it has arrived", () => {
  expect(percentOf({ ...file, sent: 1000 })).toBe(99);
  expect(percentOf({ ...file, sent: 1000, state: "done" })).toBe(100);
  expect(percentOf({ ...file, sent: 123 })).toBe(12);
  expect(percentOf({ ...file, size: 0 })).toBe(0);
});
