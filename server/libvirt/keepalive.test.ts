import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keepalive } from "./keepalive.ts";

function keepalive() {
  const ping = vi.fn();
  const dead = vi.fn();
  const keeper = new Keepalive({ intervalMs: 1000, count: 2 }, ping, dead);
  keeper.start();
  return { keeper, ping, dead };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("keepalive", () => {
  it("pings a silent peer, then gives it up", () => {
    const { ping, dead } = keepalive();
    vi.advanceTimersByTime(2999);
    expect(ping).toHaveBeenCalledTimes(2);
    expect(dead).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(dead).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(dead).toHaveBeenCalledOnce();
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it("takes anything heard as a sign of life", () => {
    const { keeper, ping, dead } = keepalive();
    for (let turn = 0; turn < 20; turn++) {
      vi.advanceTimersByTime(1000);
      if (turn % 2) keeper.heard();
    }
    expect(dead).not.toHaveBeenCalled();
    expect(ping).toHaveBeenCalled();
  });

  it("does not count the time it was stopped", () => {
    const { keeper, dead } = keepalive();
    vi.advanceTimersByTime(2000);
    keeper.stop();
    vi.advanceTimersByTime(60_000);
    keeper.start();
    vi.advanceTimersByTime(2999);
    expect(dead).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(dead).toHaveBeenCalledOnce();
  });
});
