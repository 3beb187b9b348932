import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Vm, VmState } from "#server/contract/vm.ts";
import { PendingActions } from "./pending-actions.ts";

const machine = (state: VmState): Vm => ({ id: "local.a", name: "a", state }) as Vm;

function desk(post: () => Promise<unknown> = async () => undefined) {
  const failed = vi.fn();
  const overdue = vi.fn();
  const actions = new PendingActions({ post, failed, overdue });
  return { actions, failed, overdue, now: () => actions.actions().get("local.a") };
}

describe("PendingActions", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("lasts from the click until the state shows it", async () => {
    const { actions, now } = desk();
    actions.observe([machine("shutoff")]);
    const performed = actions.perform(machine("shutoff"), "start");
    expect(now()).toBe("start");
    await performed;
    expect(now()).toBe("start");
    actions.observe([machine("shutoff")]);
    expect(now()).toBe("start");
    actions.observe([machine("running")]);
    expect(now()).toBeUndefined();
  });

  it("ends at once when the state came before the answer", async () => {
    const { actions, now } = desk();
    actions.observe([machine("shutoff")]);
    const performed = actions.perform(machine("shutoff"), "start");
    actions.observe([machine("running")]);
    expect(now()).toBe("start");
    await performed;
    expect(now()).toBeUndefined();
  });

  it("ends when it is refused, and says so", async () => {
    const { actions, failed, now } = desk(() => Promise.reject(new Error("no")));
    await actions.perform(machine("running"), "pause");
    expect(now()).toBeUndefined();
    expect(failed).toHaveBeenCalledOnce();
  });

  it("says when a guest does not follow", async () => {
    const { actions, overdue, now } = desk();
    actions.observe([machine("running")]);
    await actions.perform(machine("running"), "shutdown");
    await vi.advanceTimersByTimeAsync(59_000);
    expect(now()).toBe("shutdown");
    await vi.advanceTimersByTimeAsync(2000);
    expect(now()).toBeUndefined();
    expect(overdue).toHaveBeenCalledWith("local.a", "shutdown");
  });

  it("shows a reboot, which no state shows, for a moment", async () => {
    const { actions, overdue, now } = desk();
    actions.observe([machine("running")]);
    await actions.perform(machine("running"), "reboot");
    actions.observe([machine("running")]);
    expect(now()).toBe("reboot");
    await vi.advanceTimersByTimeAsync(3000);
    expect(now()).toBeUndefined();
    expect(overdue).not.toHaveBeenCalled();
  });

  it("gives way to another action on the same machine", async () => {
    const { actions, overdue, now } = desk();
    actions.observe([machine("running")]);
    await actions.perform(machine("running"), "shutdown");
    await actions.perform(machine("running"), "force-off");
    expect(now()).toBe("force-off");
    actions.observe([machine("shutoff")]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(now()).toBeUndefined();
    expect(overdue).not.toHaveBeenCalled();
  });

  it("ends with the machine", async () => {
    const { actions, now } = desk();
    actions.observe([machine("running")]);
    await actions.perform(machine("running"), "force-off");
    expect(now()).toBe("force-off");
    actions.observe([]);
    expect(now()).toBeUndefined();
  });
});
