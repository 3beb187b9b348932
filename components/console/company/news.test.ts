import { expect, it } from "vitest";
import type { Companion } from "#server/contract/console-note.ts";
import { knownOf, newsOf } from "./news.ts";

function one(name: string, more: Partial<Companion> = {}): Companion {
  return { id: name, name, mode: "control", since: new Date(0).toISOString(), here: false, drives: false, mayBeHandedTo: false, ...more };
}

const me = one("Me", { here: true });
const watcher = one("Wanda", { mode: "view" });
const driver = one("Dora", { drives: true });

it("tells of a watcher who comes, and of none who was there first", () => {
  expect(newsOf(null, [me, watcher], true)).toEqual([]);
  expect(newsOf(knownOf([me]), [me, watcher], false)).toEqual([{ what: "watches", name: "Wanda" }]);
  expect(newsOf(knownOf([me, watcher]), [me, watcher], true)).toEqual([]);
});

it("tells who controls alone when that changes, and when the console was opened to no more than watch", () => {
  const dora = [{ what: "drives", name: "Dora" }];
  expect(newsOf(knownOf([me, one("Dora")]), [me, driver], false)).toEqual(dora);
  expect(newsOf(knownOf([me, driver]), [me, driver], false)).toEqual([]);
  expect(newsOf(knownOf([me, driver]), [me, driver], true)).toEqual(dora);
  expect(newsOf(null, [me, driver], true)).toEqual(dora);
});

it("tells who controls alone now, and not again when the console comes back", () => {
  const mine = { ...me, drives: true };
  expect(newsOf(knownOf([me, watcher]), [mine, watcher], true)).toEqual([{ what: "yours" }]);
  expect(newsOf(knownOf([mine]), [mine], true)).toEqual([]);
});
