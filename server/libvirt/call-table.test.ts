import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CallTable, type PendingCall } from "./call-table.ts";
import { DeadlineError, LibvirtError, LinkError } from "./error.ts";

const answer = Buffer.from("answer");
const refusal = new LibvirtError({ message: "no", code: 9, domain: 10, level: 2 });

/** A call that writes down what becomes of it. */
function recorded(options: Partial<PendingCall> = {}) {
  const seen = { serial: 0, answers: [] as unknown[], failures: [] as unknown[], late: [] as number[] };
  const call: PendingCall = {
    deadlineMs: 1000,
    label: "call",
    send: (serial) => {
      seen.serial = serial;
    },
    answered: (value) => seen.answers.push(value),
    failed: (error) => seen.failures.push(error),
    late: (serial) => seen.late.push(serial),
    ...options,
  };
  return { call, seen };
}

function fill(table: CallTable, count: number, options: Partial<PendingCall> = {}) {
  return Array.from({ length: count }, () => {
    const { call, seen } = recorded(options);
    table.add(call);
    return seen;
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the table of calls", () => {
  it("sends up to its limit, and the rest in order as answers come", () => {
    const table = new CallTable(2);
    const calls = fill(table, 4);
    expect(calls.map(({ serial }) => serial)).toEqual([1, 2, 0, 0]);
    table.answer(2, answer);
    expect(calls.map(({ serial }) => serial)).toEqual([1, 2, 3, 0]);
    table.answer(1, refusal);
    table.answer(3, answer);
    table.answer(4, answer);
    expect(calls.map(({ answers }) => answers)).toEqual([[refusal], [answer], [answer], [answer]]);
  });

  it("ignores answers that nobody waits for", () => {
    const table = new CallTable(2);
    const [call] = fill(table, 1);
    table.answer(99, answer);
    table.answer(0, answer);
    table.answer(1, answer);
    table.answer(1, refusal);
    expect(call?.answers).toEqual([answer]);
  });

  it("gives a call up at its deadline and keeps its slot until the daemon answers", () => {
    const table = new CallTable(1);
    const [stuck] = fill(table, 1);
    vi.advanceTimersByTime(1000);
    expect(stuck?.failures).toEqual([expect.any(DeadlineError)]);
    expect(table.stalled).toBe(true);
    const [next] = fill(table, 1);
    expect(next?.serial).toBe(0);
    table.answer(1, answer);
    expect(stuck).toMatchObject({ answers: [], late: [1] });
    expect(next?.serial).toBe(2);
    expect(table.stalled).toBe(false);
  });

  it("lets calls behind stuck ones fail by their own deadlines, and forgets them", () => {
    const table = new CallTable(4);
    fill(table, 5);
    const [hasty] = fill(table, 1, { deadlineMs: 300 });
    vi.advanceTimersByTime(300);
    expect(hasty?.failures).toEqual([expect.any(DeadlineError)]);
    vi.advanceTimersByTime(700);
    const [later] = fill(table, 1);
    for (const serial of [1, 2, 3, 4]) table.answer(serial, answer);
    expect(later?.serial).toBe(5);
    expect(hasty?.serial).toBe(0);
  });

  it("gives a call up when it is aborted, sent or not", () => {
    const table = new CallTable(1);
    const controller = new AbortController();
    const [sent, waiting] = fill(table, 2, { signal: controller.signal });
    controller.abort("enough");
    expect([sent?.failures, waiting?.failures]).toEqual([["enough"], ["enough"]]);
    const [never] = fill(table, 1, { signal: controller.signal });
    expect(never).toMatchObject({ failures: ["enough"], serial: 0 });
    vi.advanceTimersByTime(5000);
    expect(sent?.failures).toHaveLength(1);
  });

  it("tells a late refusal to nobody", () => {
    const table = new CallTable(1);
    const [stuck] = fill(table, 1);
    vi.advanceTimersByTime(1000);
    table.answer(1, refusal);
    expect(stuck).toMatchObject({ answers: [], late: [] });
  });

  it("fails every call once when the link is lost, and leaves no timer", () => {
    const table = new CallTable(2);
    const calls = fill(table, 3);
    const lost = new LinkError("lost");
    table.failAll(lost);
    table.failAll(lost);
    expect(calls.map(({ failures }) => failures)).toEqual([[lost], [lost], [lost]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
