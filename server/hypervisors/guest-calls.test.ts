import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { DeadlineError } from "#server/libvirt/error.ts";
import { GuestCalls } from "./guest-calls.ts";

const quiet = { stalled: false };

it("begins a call once the one before it is answered", async () => {
  const calls = new GuestCalls();
  const answer = Promise.withResolvers<void>();
  const begun: string[] = [];
  const first = calls.make("a", quiet, async () => {
    begun.push("a");
    await answer.promise;
  });
  const second = calls.make("b", quiet, async () => begun.push("b"));
  await sleep(0);
  expect(begun).toEqual(["a"]);
  answer.resolve();
  await Promise.all([first, second]);
  expect(begun).toEqual(["a", "b"]);
});

it("waits no longer than a worker takes to pick the call up", async () => {
  const calls = new GuestCalls();
  void calls.make("a", quiet, () => new Promise(() => {}));
  expect(await calls.make("b", quiet, async () => "made")).toBe("made");
});

it("gives the turn on after a refusal", async () => {
  const calls = new GuestCalls();
  const refused = calls.make("a", quiet, () => Promise.reject(new Error("no")));
  const next = calls.make("b", quiet, async () => "made");
  await expect(refused).rejects.toThrow("no");
  expect(await next).toBe("made");
  expect(calls.count).toBe(0);
});

it("remembers who hangs until the call is answered after all", async () => {
  const calls = new GuestCalls();
  const connection = { stalled: true };
  const late = calls.make("a", connection, () => Promise.reject(new DeadlineError("late")));
  await expect(late).rejects.toMatchObject({ code: "libvirt-failed", details: expect.stringContaining("may hang") });
  expect(calls.hangs("a")).toBe(true);
  expect(calls.hangs("b")).toBe(false);
  expect(calls.count).toBe(1);
  connection.stalled = false;
  expect(calls.count).toBe(0);
  expect(calls.hangs("a")).toBe(false);
});
