import { expect, it } from "vitest";
import { Breaker } from "./breaker.ts";

function breaker(limit: number) {
  const clock = { now: 0 };
  return { clock, breaker: new Breaker(limit, () => clock.now) };
}

it("lets one that failed rest 30 s, then twice as long each time, at most 5 minutes", () => {
  const { clock, breaker: one } = breaker(8);
  for (const rest of [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]) {
    one.failed("a");
    expect(one.allows("a")).toBe(false);
    clock.now += rest - 1;
    expect(one.allows("a")).toBe(false);
    clock.now += 1;
    expect(one.allows("a")).toBe(true);
  }
});

it("does not make the others rest", () => {
  const { breaker: one } = breaker(8);
  one.failed("a");
  expect(one.allows("b")).toBe(true);
});

it("forgets the past of one that answered", () => {
  const { clock, breaker: one } = breaker(8);
  one.failed("a");
  one.forget("a");
  expect(one.allows("a")).toBe(true);
  one.failed("a");
  clock.now += 30_000;
  expect(one.allows("a")).toBe(true);
});

it("asks nobody while too many hang, until the rest of one is over", () => {
  const { clock, breaker: one } = breaker(2);
  one.failed("a");
  one.failed("b");
  expect(one.allows("c")).toBe(false);
  clock.now += 30_000;
  expect(one.allows("c")).toBe(true);
});
