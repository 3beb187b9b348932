import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "../api.ts";
import { askEarly, askForPass } from "./early-pass.ts";

const request = { vm: "local.00000000-0000-4000-8000-000000000001", protocol: "vnc", mode: "control", takeOver: false } as const;

let asked: number;

beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
  vi.spyOn(api, "post").mockImplementation((async () => ({ ticket: `t${++asked}` })) as typeof api.post);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("gives the pass that was asked for early, once", async () => {
  askEarly(request);
  expect(await askForPass(request)).toMatchObject({ ticket: "t1" });
  expect(asked).toBe(1);
  expect(await askForPass(request)).toMatchObject({ ticket: "t2" });
});

it("gives it to a console that begins twice in one moment, as React's strict mode has it", async () => {
  askEarly(request);
  const [first, second] = await Promise.all([askForPass(request), askForPass(request)]);
  expect([first, second]).toMatchObject([{ ticket: "t1" }, { ticket: "t1" }]);
  expect(asked).toBe(1);
});

it.each([
  ["another machine", { vm: "local.00000000-0000-4000-8000-000000000002" }],
  ["another protocol", { protocol: "serial" as const }],
  ["another mode", { mode: "view" as const }],
  ["taking over", { takeOver: true }],
  ["another line", { device: 1 }],
  ["starting the machine", { start: true }],
])("asks anew for %s", async (_, change) => {
  askEarly(request);
  expect(await askForPass({ ...request, ...change })).toMatchObject({ ticket: "t2" });
});

it("leaves a pass that has waited too long", async () => {
  askEarly(request);
  vi.advanceTimersByTime(10_001);
  expect(await askForPass(request)).toMatchObject({ ticket: "t2" });
});

it("hands on a refusal, and only to the one who asks", async () => {
  vi.mocked(api.post).mockRejectedValueOnce(new Error("refused"));
  askEarly(request);
  await expect(askForPass(request)).rejects.toThrow("refused");
});
