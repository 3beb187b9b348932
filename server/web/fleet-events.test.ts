import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Vm } from "#server/contract/vm.ts";
import { fleetEvents } from "./fleet-events.ts";
import { FakeFleet, OFF, RUNNING } from "./testing.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open({ pingMs = 15_000 } = {}) {
  const fleet = new FakeFleet();
  const storeListeners = new Set<() => void>();
  const end = new AbortController();
  const session = { standing: "same" as "same" | "changed" | "ended" | Error };
  const stream = fleetEvents({
    fleet,
    store: {
      onChange(listener) {
        storeListeners.add(listener);
        return () => storeListeners.delete(listener);
      },
    },
    standing: async () => {
      if (session.standing instanceof Error) throw session.standing;
      return session.standing;
    },
    shown: (hosts) => hosts,
    signal: end.signal,
    pingMs,
  });
  const reader = stream.getReader();
  const next = async () => {
    const { value, done } = await reader.read();
    if (done) return null;
    const [, event, data] = /^event: (.+)\ndata: (.+)\n\n$/.exec(new TextDecoder().decode(value)) ?? [];
    return { event, data: JSON.parse(data ?? "null") };
  };
  const storeChanges = () => {
    for (const listener of storeListeners) listener();
  };
  return { fleet, storeListeners, storeChanges, session, end, reader, next };
}

const paused = (vm: Vm | undefined): Vm => ({ ...(vm as Vm), state: "paused" });

test("a snapshot comes first, then each change", async () => {
  const { fleet, next } = open();
  expect(await next()).toEqual({ event: "snapshot", data: { type: "snapshot", vms: fleet.vms(), hosts: fleet.hosts() } });
  const vm = paused(fleet.vm(RUNNING));
  fleet.change({ vms: [vm] });
  expect(await next()).toEqual({ event: "changes", data: { type: "changes", vms: [vm], gone: [], hosts: [] } });
});

test("while the client does not read, changes are merged into one event with the latest of each", async () => {
  const { fleet, next } = open();
  await next();
  fleet.change({ vms: fleet.vms() });
  for (let i = 0; i < 1_000; i++) {
    fleet.change({ vms: [{ ...(fleet.vm(RUNNING) as Vm), memoryMiB: i }] });
    fleet.change({ gone: [OFF] });
    fleet.change({ hosts: fleet.hosts() });
  }
  expect((await next())?.data.vms).toHaveLength(2);
  const { data } = (await next()) ?? {};
  expect(data).toEqual({ type: "changes", vms: [expect.objectContaining({ memoryMiB: 999 })], gone: [OFF], hosts: fleet.hosts() });
});

test("a machine that goes and comes back while the client does not read is there, and the other way round", async () => {
  const { fleet, next } = open();
  await next();
  fleet.change({ hosts: fleet.hosts() });
  fleet.change({ gone: [RUNNING] });
  fleet.change({ vms: fleet.vms() });
  fleet.change({ gone: [OFF] });
  await next();
  expect((await next())?.data).toEqual({ type: "changes", vms: [fleet.vm(RUNNING)], gone: [OFF], hosts: [] });
});

test("an ended sign-in is told, and ends the stream with all its listeners", async () => {
  const { fleet, storeListeners, storeChanges, session, next } = open();
  await next();
  storeChanges();
  session.standing = "ended";
  storeChanges();
  expect((await next())?.event).toBe("signed-out");
  expect(await next()).toBeNull();
  expect([fleet.listeners.size, storeListeners.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
});

test("a sign-in that ends by its age is noticed without a change in the store", async () => {
  const { session, next } = open({ pingMs: 1_000 });
  await next();
  session.standing = "ended";
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await next())?.event).toBe("ping");
  expect((await next())?.event).toBe("signed-out");
});

test("rights that change end the stream, so that the client connects again", async () => {
  const { storeChanges, session, storeListeners, next } = open();
  await next();
  session.standing = "changed";
  storeChanges();
  expect(await next()).toBeNull();
  expect(storeListeners.size).toBe(0);
});

test("who may not see hypervisors is not told of them", async () => {
  const fleet = new FakeFleet();
  const stream = fleetEvents({
    fleet,
    store: { onChange: () => () => undefined },
    standing: async () => "same",
    shown: () => [],
    signal: new AbortController().signal,
  });
  const reader = stream.getReader();
  const text = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await text()).toContain('"hosts":[]');
  fleet.change({ hosts: fleet.hosts(), gone: [OFF] });
  expect(await text()).toContain('"hosts":[]');
  await reader.cancel();
});

test("a store that cannot be asked ends no sign-in", async () => {
  const { storeChanges, session, fleet, next } = open();
  await next();
  session.standing = new Error("busy");
  storeChanges();
  await vi.advanceTimersByTimeAsync(0);
  fleet.change({ gone: [OFF] });
  expect((await next())?.event).toBe("changes");
});

test.each(["the client leaves", "the process ends"])("nothing is left when %s", async (how) => {
  const { fleet, storeListeners, end, reader, next } = open();
  await next();
  if (how === "the client leaves") await reader.cancel();
  else end.abort();
  expect([fleet.listeners.size, storeListeners.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
  fleet.change({ gone: [OFF] });
  expect(await next()).toBeNull();
});
