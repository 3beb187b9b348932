import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AuditEntry } from "#server/access/audit.ts";
import { createLog } from "#server/log.ts";
import { type StrangerRefusal, StrangerRefusals } from "./stranger-refusals.ts";

let rows: AuditEntry[];
let refusals: StrangerRefusals;
beforeEach(() => {
  vi.useFakeTimers();
  rows = [];
  refusals = new StrangerRefusals(async (entry) => void rows.push(entry), createLog("relay", "silent"));
});
afterEach(() => void vi.useRealTimers());

const from = (address: string): StrangerRefusal => ({
  action: "console.refused",
  outcome: "refused",
  actor: null,
  address,
  code: "wrong-origin",
});

async function refuse(address: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await refusals.record(from(address));
}

test("of one network 20 in a minute are written, then how many more there were, once", async () => {
  await refuse("192.0.2.1", 500);
  await refuse("192.0.2.2", 20);
  expect(rows).toHaveLength(40);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rows.slice(40)).toEqual([
    { action: "console.refused", outcome: "refused", actor: null, address: "192.0.2.1", detail: { more: 480 } },
  ]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(rows).toHaveLength(41);
});

test("the next minute is counted anew", async () => {
  await refuse("192.0.2.1", 21);
  await vi.advanceTimersByTimeAsync(60_000);
  await refuse("192.0.2.1", 21);
  expect(rows).toHaveLength(20 + 1 + 20);
});

test("addresses of one IPv6 network count as one", async () => {
  for (let host = 1; host <= 30; host++) await refuse(`2001:db8:1:2::${host}`, 1);
  expect(rows).toHaveLength(20);
  await refusals.flush();
  expect(rows[20]).toMatchObject({ address: "2001:db8:1:2::/64", detail: { more: 10 } });
});

test("networks without end do not bring rows without end", async () => {
  for (let network = 0; network < 5_000; network++) await refuse(`2001:db8:0:${network.toString(16)}::1`, 1);
  expect(rows).toHaveLength(1_020);
  await refusals.flush();
  expect(rows.slice(1_020)).toMatchObject([{ address: null, detail: { more: 3_980 } }]);
});

test("a store that fails is told to who was refused, not to who ends the minute", async () => {
  const failing = new StrangerRefusals(() => Promise.reject(new Error("locked")), createLog("relay", "silent"));
  for (let time = 0; time < 20; time++) await expect(failing.record(from("192.0.2.1"))).rejects.toThrow("locked");
  await failing.record(from("192.0.2.1"));
  await failing.flush();
});
