import { expect, test } from "vitest";
import type { ChangeRecord } from "#server/contract/display-change.ts";
import { isUnderWay, shownSteps, whatFailed } from "./job.ts";

const at = "2026-01-01T00:00:00.000Z";
function record(change: Partial<ChangeRecord>): ChangeRecord {
  return { id: "1", kind: "change", by: "Ada", at, endedAt: null, state: "applying", steps: [], changes: [], restorable: true, ...change };
}
const step = (step: ChangeRecord["steps"][number]["step"], state: "ok" | "failed" = "ok") => ({
  step,
  protocol: null,
  state,
  error: null,
  at,
});
const goal = { restart: true, wasRunning: true, protocols: ["spice"] } as const;

test("what will come follows what was done", () => {
  const steps = shownSteps(record({ steps: [step("define")] }), goal);
  expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
    "define ok",
    "re-read ahead",
    "power-off ahead",
    "start ahead",
    "dial ahead",
    "authenticate ahead",
    "first-frame ahead",
  ]);
});

test("a change that waits for power-off has no start ahead, and a machine that is off no power-off", () => {
  const names = (...args: Parameters<typeof shownSteps>) => shownSteps(...args).map(({ step }) => step);
  expect(names(record({}), { ...goal, restart: false })).toEqual(["define", "re-read"]);
  expect(names(record({ kind: "power-cycle" }), { ...goal, restart: false, wasRunning: false, protocols: [] })).toEqual(["start"]);
});

test("nothing is ahead of a job that rests or goes back", () => {
  for (const state of ["done", "waiting", "undoing"] as const) {
    expect(shownSteps(record({ state, steps: [step("define")] }), goal)).toHaveLength(1);
  }
  expect(isUnderWay({ state: "undoing" })).toBe(true);
  expect(isUnderWay({ state: "waiting" })).toBe(false);
});

test("what failed last is what is told", () => {
  expect(whatFailed(record({ steps: [step("define"), step("start", "failed"), step("undo")] }))?.step).toBe("start");
  expect(whatFailed(record({ steps: [step("define")] }))).toBeNull();
});
