import { expect, it } from "vitest";
import { OneAtATime } from "./one-at-a-time.ts";

it("does what bears one name in order, also after a failure, and what bears another at once", async () => {
  const turns = new OneAtATime();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns.run("a", async () => {
    await gate.promise;
    seen.push("first");
    throw new Error("first");
  });
  const second = turns.run("a", async () => void seen.push("second"));
  await turns.run("b", async () => void seen.push("other"));
  expect(seen).toEqual(["other"]);
  gate.resolve();
  await expect(first).rejects.toThrow("first");
  await second;
  expect(seen).toEqual(["other", "first", "second"]);
});
