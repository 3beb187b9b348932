import { expect, onTestFinished, test } from "vitest";
import type { ChangeRecord } from "#server/contract/display-change.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { OrielError } from "#server/errors.ts";
import type { FleetChanges } from "#server/hypervisors/fleet.ts";
import { until } from "#server/hypervisors/testing/recorder.ts";
import { createLog } from "#server/log.ts";
import { noteFailedStart } from "#server/store/failed-start.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { type ChangeFleet, Changes } from "./changes.ts";
import type { Verify } from "./run-change.ts";
import { sealWith } from "./seal.ts";
import { displayOptions } from "./testing/display-options.ts";
import { FakeMachines } from "./testing/fake-machines.ts";

const VM = "local.00000000-0000-4000-8000-000000000001";
const ADA = "ada";
const DEFINITION = `<domain type='kvm'>
  <name>one</name>
  <uuid>${VM.split(".")[1]}</uuid>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <devices>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='Canary01'/>
    <video><model type='vga' vram='16384' heads='1' primary='yes'/></video>
  </devices>
</domain>
`;

type World = Awaited<ReturnType<typeof world>>;

/** A machine, and a process that changes its definition. */
async function world({ on = true, persistent = true, secret = "s".repeat(32) } = {}) {
  const store = await scratchStore();
  const machines = new FakeMachines();
  machines.add(VM, DEFINITION, { on, persistent });
  const listeners = new Set<(changes: FleetChanges) => void>();
  const fleet: ChangeFleet = {
    vm: () => undefined,
    vms: () => [],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    definition: (vm) => machines.definition(vm),
    define: (...call) => machines.define(...call),
    updateGraphics: (...call) => machines.updateGraphics(...call),
    power: (...call) => machines.power(...call),
    displayOptions: async () => displayOptions,
    gpus: async () => ({ gpus: [], checks: [], commands: [] }),
  };
  const consoles = { come: true, hold: null as Promise<void> | null };
  const verify: Verify = async (_, report) => {
    await consoles.hold;
    report("first-frame", consoles.come ? "ok" : "failed");
    return consoles.come;
  };
  const process = (over: Partial<ConstructorParameters<typeof Changes>[0]> = {}) => {
    const lock = <T>(_: string, act: () => Promise<T>) => act();
    const log = createLog("tool", "silent");
    const changes = new Changes({ store, fleet, verify, lock, seal: sealWith(secret), log, pauseMs: 5, lookMs: 20, ...over });
    onTestFinished(() => changes.close());
    return changes;
  };
  return { store, machines, fleet, consoles, process, changes: process(), listeners };
}

const settingsWith = (settings: DisplaySettings, port: number): DisplaySettings => ({
  ...settings,
  graphics: settings.graphics.map((display) => ({ ...display, port })),
});

/** Plans and makes a change of the first display's port. */
async function changePort({ changes }: World, port: number, { restart = false } = {}): Promise<ChangeRecord> {
  const { base, settings } = await changes.state(VM);
  const change = { base, settings: settingsWith(settings, port), declined: [] };
  const plan = await changes.plan(VM, change);
  expect(plan.problems).toEqual([]);
  return changes.apply(VM, { ...change, next: plan.next, restart }, ADA);
}

const MOVING = ["applying", "restarting", "verifying", "undoing"];
const settled = ({ changes }: World, id: string, state?: string) =>
  until(`${state ?? "settled"}`, async () => {
    const record = await changes.record(VM, id);
    return (state ? record.state === state : !MOVING.includes(record.state)) ? record : null;
  });
const xmlOf = async ({ machines }: World) => (await machines.definition(VM)).xml;
const powerCycle = async ({ machines }: World) => {
  await machines.power(VM, "force-off");
  await machines.power(VM, "start");
};

test("a change of a running machine waits; once somebody has powered it off and on it is looked at by itself", async () => {
  const here = await world();
  here.changes.start();
  const begun = await changePort(here, 5950);
  expect(begun).toMatchObject({ kind: "change", state: "applying", endedAt: null, restorable: true });
  const { endedAt } = await settled(here, begun.id, "waiting");
  expect(endedAt).toBeNull();
  expect(await here.changes.waitingMachines()).toEqual([VM]);
  expect((await here.changes.state(VM)).pending).not.toEqual([]);
  await powerCycle(here);
  const done = await settled(here, begun.id, "done");
  expect(done.steps.map(({ step }) => step)).toContain("first-frame");
  expect(done.endedAt).not.toBeNull();
  expect(await here.changes.waitingMachines()).toEqual([]);
  expect((await here.changes.state(VM)).pending).toEqual([]);
});

test("a machine that is only just being started is looked at once it runs", async () => {
  const here = await world();
  here.changes.start();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  await powerCycle(here);
  const started = await here.machines.definition(VM);
  here.machines.definitions.set(VM, { ...started, state: "paused", starting: true });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await here.changes.record(VM, id)).state).toBe("waiting");
  here.machines.definitions.set(VM, started);
  await settled(here, id, "done");
});

test("a machine that is resumed from its saved memory runs on without the change, which goes on waiting", async () => {
  const here = await world();
  here.changes.start();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  const before = await here.machines.definition(VM);
  here.machines.definitions.set(VM, { ...before, run: 77, live: before.live?.replace(/id='\d+'/, "id='77'") ?? null });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await here.changes.record(VM, id)).state).toBe("waiting");
  await powerCycle(here);
  await settled(here, id, "done");
});

test("the button powers the machine off and on for the change that waits", async () => {
  const here = await world();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  const restarted = await here.changes.restart(VM, ADA);
  expect(restarted).toMatchObject({ id, state: "restarting", endedAt: null });
  expect(await settled(here, id)).toMatchObject({ state: "done" });
  expect(here.machines.done.map(([, what]) => what)).toEqual(["define", "force-off", "start"]);
});

test("the button powers nothing off where somebody else was faster", async () => {
  const here = await world();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  await powerCycle(here);
  here.machines.done.length = 0;
  await here.changes.restart(VM, ADA);
  expect((await settled(here, id)).state).toBe("done");
  expect(here.machines.done).toEqual([]);
});

test("without a change that waits the button is a power cycle of its own, on record", async () => {
  const here = await world();
  const { id, kind } = await here.changes.restart(VM, ADA);
  expect(kind).toBe("power-cycle");
  expect(await settled(here, id)).toMatchObject({ state: "done", restorable: false });
  await expect(here.changes.diff(VM, id)).rejects.toMatchObject({ code: "change-not-restorable" });
});

test("a start that fails for the button, or for whoever starts the machine here or for its serial console, is undone", async () => {
  for (const [on, start] of [
    [true, (here: World) => here.changes.restart(VM, ADA)],
    [false, (here: World) => noteFailedStart(here.store, VM, "Failed to reserve port 5950")],
    [false, (here: World) => here.changes.startFailed(VM, new OrielError("libvirt-failed", "Failed to reserve port 5950"))],
  ] as const) {
    const here = await world({ on });
    here.changes.start();
    here.machines.refuseStart = (xml) => (xml.includes("5950") ? new OrielError("libvirt-failed", "Failed to reserve port 5950") : null);
    const { id } = await changePort(here, 5950);
    expect((await settled(here, id)).state).toBe(on ? "waiting" : "done");
    await start(here);
    const undone = await settled(here, id, "undone");
    expect(undone.steps).toContainEqual(
      expect.objectContaining({
        step: "start",
        state: "failed",
        error: expect.objectContaining({ details: "Failed to reserve port 5950" }),
      }),
    );
    expect(await xmlOf(here)).toBe(DEFINITION);
    expect((await here.machines.definition(VM)).state).toBe("running");
  }
});

test("a start that fails is nobody's fault but the change's that it was the first start of", async () => {
  const here = await world({ on: false });
  const { id } = await changePort(here, 5950);
  await settled(here, id, "done");
  await here.changes.startFailed(VM, new OrielError("busy"));
  await here.machines.power(VM, "start");
  await here.changes.startFailed(VM, new OrielError("libvirt-failed", "domain is already running"));
  expect((await here.changes.record(VM, id)).state).toBe("done");
  here.changes.start();
  await until("seen to run", async () => (await here.changes.record(VM, id)).steps.some(({ step }) => step === "first-frame"));
  await settled(here, id, "done");
  await here.machines.power(VM, "force-off");
  await here.changes.startFailed(VM, new OrielError("libvirt-failed", "no memory"));
  expect((await here.changes.record(VM, id)).state).toBe("done");
  expect(await xmlOf(here)).toContain("5950");
});

test("a later change replaces one that waits, and goes back past it to what was known to start", async () => {
  const here = await world();
  const first = await changePort(here, 5950);
  await settled(here, first.id, "waiting");
  const second = await changePort(here, 5951);
  await settled(here, second.id, "waiting");
  expect(await here.changes.record(VM, first.id)).toMatchObject({ state: "replaced", endedAt: expect.any(String) });
  here.machines.refuseStart = (xml) => (xml === DEFINITION ? null : new OrielError("libvirt-failed", "no"));
  await here.changes.restart(VM, ADA);
  await settled(here, second.id, "undone");
  expect(await xmlOf(here)).toBe(DEFINITION);
});

test("a change that takes back one that waits leaves nothing to wait for", async () => {
  const here = await world();
  const first = await changePort(here, 5950);
  await settled(here, first.id, "waiting");
  const { base, next, unchanged, diff } = await here.changes.restorePlan(VM, first.id);
  expect(unchanged).toBe(false);
  expect(JSON.stringify(diff)).not.toContain("Canary01");
  const back = await here.changes.restore(VM, first.id, { base, next, restart: false }, ADA);
  expect(back.kind).toBe("restore");
  expect((await settled(here, back.id)).state).toBe("done");
  expect((await here.changes.record(VM, first.id)).state).toBe("replaced");
  expect(await xmlOf(here)).toBe(DEFINITION);
  expect(here.machines.done.map(([, what]) => what)).toEqual(["define", "define"]);
});

test("a change that fails leaves the one before it waiting", async () => {
  const here = await world();
  const first = await changePort(here, 5950);
  await settled(here, first.id, "waiting");
  here.machines.taken = (xml) => xml.replace("5951", "5950");
  const second = await changePort(here, 5951);
  expect((await settled(here, second.id)).state).toBe("failed");
  expect((await here.changes.record(VM, first.id)).state).toBe("waiting");
});

test("two people at once, and a change from outside, are told instead of lost", async () => {
  const here = await world();
  const { base, settings } = await here.changes.state(VM);
  const changeOf = (port: number) => ({ base, settings: settingsWith(settings, port), declined: [] });
  const [one, other] = [await here.changes.plan(VM, changeOf(5950)), await here.changes.plan(VM, changeOf(5951))];
  const { id } = await here.changes.apply(VM, { ...changeOf(5950), next: one.next, restart: false }, ADA);
  await settled(here, id, "waiting");
  const apply = here.changes.apply(VM, { ...changeOf(5951), next: other.next, restart: false }, "ben");
  await expect(apply).rejects.toMatchObject({ code: "definition-changed" });
  here.machines.edit(VM, (xml) => xml.replace("16384", "8192"));
  await expect(here.changes.plan(VM, changeOf(5952))).rejects.toMatchObject({ code: "definition-changed" });
  await expect(here.changes.restore(VM, id, { base, next: "other", restart: false }, ADA)).rejects.toMatchObject({
    code: "definition-changed",
  });
});

test("of two at the same moment one is told that the other is under way", async () => {
  const here = await world();
  const both = await Promise.allSettled([changePort(here, 5950), changePort(here, 5951)]);
  const codes = both.map((result) => (result.status === "rejected" ? result.reason.code : "begun"));
  expect(codes.toSorted()).toEqual(["begun", "change-under-way"]);
});

test("one that waits is followed no more once somebody else has defined something else", async () => {
  const here = await world();
  here.changes.start();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  here.machines.edit(VM, (xml) => xml.replace("5950", "5960"));
  await settled(here, id, "replaced");
  expect(await here.changes.waitingMachines()).toEqual([]);
});

test("what cannot be is refused, and nothing is begun", async () => {
  const here = await world();
  const { base, settings } = await here.changes.state(VM);
  const wrong = { base, settings: settingsWith(settings, 80), declined: [] };
  const { next, problems } = await here.changes.plan(VM, wrong);
  expect(problems.length).toBeGreaterThan(0);
  const refused = here.changes.apply(VM, { ...wrong, next, restart: false }, ADA);
  await expect(refused).rejects.toMatchObject({ code: "change-refused", details: expect.stringContaining("graphics.0.port") });
  const same = { base, settings, declined: [] };
  const nothing = here.changes.apply(VM, { ...same, next: base, restart: false }, ADA);
  await expect(nothing).rejects.toMatchObject({ code: "change-refused" });
  const right = { ...wrong, settings: settingsWith(settings, 5950) };
  const unseen = here.changes.apply(VM, { ...right, next: "something else", restart: false }, ADA);
  await expect(unseen).rejects.toMatchObject({ code: "definition-changed" });
  expect((await here.changes.state(VM)).history).toEqual([]);
  expect(here.machines.done).toEqual([]);
});

test("a machine without a definition is shown, and not changed", async () => {
  const here = await world({ persistent: false });
  const { persistent, base, settings } = await here.changes.state(VM);
  expect(persistent).toBe(false);
  await expect(here.changes.plan(VM, { base, settings, declined: [] })).rejects.toMatchObject({ code: "not-persistent" });
  await expect(here.changes.restart(VM, ADA)).rejects.toMatchObject({ code: "not-persistent" });
});

test("a process that ends, in order or killed, leaves its change to the next one", async () => {
  const here = await world();
  const held = Promise.withResolvers<void>();
  here.consoles.hold = held.promise;
  const { id } = await changePort(here, 5950, { restart: true });
  await settled(here, id, "verifying");
  const next = here.process();
  next.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await here.changes.record(VM, id)).steps.filter(({ step }) => step === "first-frame")).toEqual([]);
  // As if it had been killed: it holds the change no longer, and what it was about to write comes too late.
  await here.store.db.updateTable("change").set({ runnerUntil: 0 }).where("id", "=", id).execute();
  here.consoles.hold = null;
  expect((await settled(here, id)).state).toBe("done");
  here.consoles.come = false;
  held.resolve();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await here.changes.record(VM, id)).state).toBe("done");
  expect(here.machines.done.filter(([, what]) => what === "force-off")).toHaveLength(1);
});

test("the store holds no password, and another secret opens no definition", async () => {
  const here = await world();
  const { id } = await changePort(here, 5950);
  await settled(here, id, "waiting");
  const rows = await here.store.db.selectFrom("change").selectAll().execute();
  for (const value of rows.flatMap((row) => Object.values(row)))
    expect(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value)).not.toContain("Canary01");
  const other = here.process({ seal: sealWith("another secret of 32 characters!") });
  expect(await other.record(VM, id)).toMatchObject({ restorable: false });
  await expect(other.diff(VM, id)).rejects.toMatchObject({ code: "change-not-restorable" });
  await expect(other.record(VM, "none")).rejects.toMatchObject({ code: "change-unknown" });
  await expect(other.record("local.other", id)).rejects.toMatchObject({ code: "change-unknown" });
});

test("the latest fifty are kept", { timeout: 60_000 }, async () => {
  const here = await world({ on: false });
  const ids: string[] = [];
  for (let port = 6000; port < 6053; port++) {
    const { id } = await changePort(here, port);
    await settled(here, id, "done");
    ids.push(id);
  }
  const { history } = await here.changes.state(VM);
  expect(history.map(({ id }) => id)).toEqual(ids.slice(-50).toReversed());
});

test("passwords are told only where they are asked for", async () => {
  const here = await world();
  expect(JSON.stringify(await here.changes.state(VM))).not.toContain("Canary01");
  expect(await here.changes.reveal(VM)).toEqual([{ key: 0, password: "Canary01" }]);
});

test("a change that another process has left and that cannot be read ends, and touches nothing", async () => {
  const here = await world();
  const held = Promise.withResolvers<void>();
  onTestFinished(() => held.resolve());
  here.consoles.hold = held.promise;
  const { id } = await changePort(here, 5950, { restart: true });
  await settled(here, id, "verifying");
  await here.store.db.updateTable("change").set({ runnerUntil: 0 }).where("id", "=", id).execute();
  const before = here.machines.done.length;
  here.process({ seal: sealWith("another secret of 32 characters!") }).start();
  const { steps } = await settled(here, id, "failed");
  expect(steps.at(-1)).toMatchObject({ state: "failed", error: { code: "change-not-restorable" } });
  expect(here.machines.done).toHaveLength(before);
});
