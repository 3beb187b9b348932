import { expect, test } from "vitest";
import { SharedChoice } from "./shared-choice.ts";

function made(initial: string) {
  const kept = [initial];
  const choice = new SharedChoice({ read: () => kept.at(-1), write: (value) => void kept.push(value ?? "") });
  const seen: unknown[] = [];
  choice.subscribe(() => seen.push(choice.get()));
  return { kept, choice, seen };
}

test("what one console chooses, all have, and it is kept", () => {
  const { kept, choice, seen } = made("before");
  expect(choice.get()).toBe("before");
  choice.set("after");
  expect(seen).toEqual(["after"]);
  expect(kept).toEqual(["before", "after"]);
});

test("what another window chooses counts here, too", () => {
  const { kept, choice, seen } = made("before");
  kept.push("there");
  choice.heard();
  expect(seen).toEqual(["there"]);
});

test("where the browser keeps nothing, it holds for as long as the page is open", () => {
  const choice = new SharedChoice({ read: () => false, write: () => undefined });
  choice.set(true);
  expect(choice.get()).toBe(true);
});
