import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { PowerAction } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { begin } from "./change-machine.ts";
import type { Job } from "./job.ts";
import { runChange, type Surroundings } from "./run-change.ts";
import { noted } from "./steps.ts";
import { FakeMachines } from "./testing/fake-machines.ts";

const VM = "local.00000000-0000-4000-8000-000000000001";
const VNC = "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='Canary01'/>";
const SPICE = "<graphics type='spice' port='-1' autoport='yes' listen='127.0.0.1' passwd='Canary01'/>";
const BEFORE = `<domain type='kvm'>
  <name>one</name>
  <uuid>${VM.split(".")[1]}</uuid>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <devices>
    ${VNC}
    <video><model type='vga' vram='16384' heads='1' primary='yes'/></video>
  </devices>
</domain>
`;

type Case = {
  on: boolean;
  restart: boolean;
  change: "protocol" | "password";
  start: "works" | "fails" | "fails-always";
  taken: "all" | "some-of-it" | "nothing-of-it" | "more";
  console: boolean;
  ignoresLive: boolean;
};

const cases = fc.record<Case>({
  on: fc.boolean(),
  restart: fc.boolean(),
  change: fc.constantFrom("protocol", "password"),
  start: fc.constantFrom("works", "fails", "fails-always"),
  taken: fc.constantFrom("all", "some-of-it", "nothing-of-it", "more"),
  console: fc.boolean(),
  ignoresLive: fc.boolean(),
});

const planned = (code: string, effect: PlannedChange["effect"]): PlannedChange => ({ code, path: ["graphics", 0], values: {}, effect });

function nextOf({ change }: Case): { next: string; changes: PlannedChange[] } {
  if (change === "password") {
    return { next: BEFORE.replace("Canary01", "Canary02"), changes: [planned("graphics.password", "now")] };
  }
  return { next: BEFORE.replace(VNC, SPICE).replace("vga", "qxl"), changes: [planned("graphics.type", "power-cycle")] };
}

function worldOf(given: Case): FakeMachines {
  const machines = new FakeMachines();
  machines.add(VM, BEFORE, { on: given.on });
  machines.ignoresLive = given.ignoresLive;
  if (given.taken === "some-of-it") machines.taken = (xml) => xml.replace("qxl", "vga");
  if (given.taken === "nothing-of-it") machines.taken = () => BEFORE;
  // As libvirt does: it writes down what it chooses by itself.
  if (given.taken === "more")
    machines.taken = (xml) => (xml === BEFORE ? xml : xml.replace("</devices>", "<memballoon model='none'/></devices>"));
  machines.refuseStart = (xml) => {
    const refused = given.start === "fails-always" || (given.start === "fails" && xml !== BEFORE);
    return refused ? new OrielError("libvirt-failed", "internal error: process exited while connecting to monitor") : null;
  };
  return machines;
}

function jobOf(given: Case): Job {
  const { next, changes } = nextOf(given);
  const cursor = begin("change", given);
  return {
    id: "1",
    vm: VM,
    cursor,
    steps: noted([], { step: "check", state: "ok" }),
    changes,
    before: BEFORE,
    next,
    after: null,
    back: null,
  };
}

/** A process that goes on, in which every console comes. */
function around(machines: FakeMachines): Surroundings {
  return {
    machines: {
      definition: (vm) => machines.definition(vm),
      define: (...call) => machines.define(...call),
      updateGraphics: (...call) => machines.updateGraphics(...call),
      power: (...call) => machines.power(...call),
    },
    verify: async () => true,
    lock: (_, act) => act(),
    save: async () => {},
    signal: new AbortController().signal,
    pauseMs: 0,
  };
}

/** A process that is killed at the n-th of the points between one thing and the next; 0: never. Then nothing it waits for ever comes. */
function life(at: number) {
  const death = Promise.withResolvers<void>();
  let count = 0;
  const point = async () => {
    if (++count < at || at === 0) return;
    death.resolve();
    await new Promise(() => {});
  };
  const through = async <T>(act: () => Promise<T>): Promise<T> => {
    await point();
    const answer = await act();
    await point();
    return answer;
  };
  return { through, ended: death.promise };
}

/** Works on a change to its end while its process is killed at each of these points in turn. */
async function run(given: Case, kills: readonly number[]) {
  const machines = worldOf(given);
  let kept = structuredClone(jobOf(given));
  const surroundings = (through: ReturnType<typeof life>["through"]): Surroundings => {
    return {
      machines: {
        definition: (vm) => through(() => machines.definition(vm)),
        define: (vm, xml, options) => through(() => machines.define(vm, xml, options)),
        updateGraphics: (vm, element, options) => through(() => machines.updateGraphics(vm, element, options)),
        power: (vm, action) => through(() => machines.power(vm, action)),
      },
      verify: (_, report) =>
        through(async () => {
          report("dial", "ok");
          report("first-frame", given.console ? "ok" : "failed");
          return given.console;
        }),
      lock: (_, act) => act(),
      save: (job) =>
        through(async () => {
          kept = structuredClone(job);
        }),
      signal: new AbortController().signal,
      pauseMs: 0,
    };
  };
  for (const at of [...kills, 0]) {
    const { through, ended } = life(at);
    await Promise.race([runChange(structuredClone(kept), surroundings(through)), ended]);
  }
  const { xml, live } = await machines.definition(VM);
  const steps = kept.steps.map(({ step, state, protocol, error }) => ({ step, state, protocol, code: error?.code ?? null }));
  const count = (what: string) => machines.done.filter(([, done]) => done === what).length;
  return { job: kept, xml, live: live?.replace(/id='\d+'/, "") ?? null, steps, count };
}

test("wherever its process is killed, a change ends as it does undisturbed, and the machine is powered off once at most", async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), async (given, kills) => {
      const undisturbed = await run(given, []);
      const disturbed = await run(given, kills);
      expect(disturbed.job.cursor).toEqual(undisturbed.job.cursor);
      expect([disturbed.xml, disturbed.live]).toEqual([undisturbed.xml, undisturbed.live]);
      expect(disturbed.steps).toEqual(undisturbed.steps);
      expect(disturbed.count("force-off")).toBe(undisturbed.count("force-off"));
      expect(disturbed.count("force-off")).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

test("whatever happens the machine has the definition from before or the change's, and runs if it did and can", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { job, xml, live, count } = await run(given, []);
      expect(job.cursor.phase).toBe("over");
      expect([BEFORE, job.after]).toContain(xml);
      if (given.on && given.start !== "fails-always") expect(live).not.toBeNull();
      if (!given.restart) expect([count("force-off"), count("start")]).toEqual([0, 0]);
      if (["undone", "failed"].includes(job.cursor.state)) expect(xml).toBe(BEFORE);
    }),
  );
});

const base: Case = { on: true, restart: false, change: "protocol", start: "works", taken: "all", console: true, ignoresLive: false };
const endOf = async (given: Partial<Case>) => {
  const { job, steps } = await run({ ...base, ...given }, []);
  return { state: job.cursor.state, steps: steps.map(({ step, state }) => `${step} ${state}`).join(", ") };
};

test.each<[string, Partial<Case>, string, string]>([
  ["waits for power-off", {}, "waiting", "check ok, define ok, re-read ok"],
  [
    "is made and seen after power-off and on",
    { restart: true },
    "done",
    "check ok, define ok, re-read ok, power-off ok, start ok, dial ok, first-frame ok",
  ],
  [
    "is left running where no console comes",
    { restart: true, console: false },
    "unproven",
    "check ok, define ok, re-read ok, power-off ok, start ok, dial ok, first-frame failed",
  ],
  [
    "is undone where the machine does not start",
    { restart: true, start: "fails" },
    "undone",
    "check ok, define ok, re-read ok, power-off ok, start failed, undo ok, start-again ok",
  ],
  [
    "says so where it starts without the change neither",
    { restart: true, start: "fails-always" },
    "undone",
    "check ok, define ok, re-read ok, power-off ok, start failed, undo ok, start-again failed",
  ],
  [
    "of a password is made at once and tried",
    { change: "password" },
    "done",
    "check ok, define ok, re-read ok, live ok, dial ok, first-frame ok",
  ],
  [
    "that can be made at once powers nothing off, although that was asked for",
    { change: "password", restart: true },
    "done",
    "check ok, define ok, re-read ok, live ok, dial ok, first-frame ok",
  ],
  [
    "that libvirt takes and does not make is made by power-off and on where that was asked for",
    { change: "password", restart: true, ignoresLive: true },
    "done",
    "check ok, define ok, re-read ok, live failed, power-off ok, start ok, dial ok, first-frame ok",
  ],
  [
    "that libvirt takes and does not make is not done",
    { change: "password", ignoresLive: true },
    "waiting",
    "check ok, define ok, re-read ok, live failed",
  ],
  [
    "of which libvirt leaves something out is taken back",
    { taken: "some-of-it" },
    "failed",
    "check ok, define ok, re-read failed, undo ok",
  ],
  ["of which libvirt makes nothing has failed", { taken: "nothing-of-it" }, "failed", "check ok, define ok, re-read failed, undo ok"],
  ["of a machine that is off is done", { on: false }, "done", "check ok, define ok, re-read ok"],
  [
    "of a machine that is off is seen where it is to be started",
    { on: false, restart: true },
    "done",
    "check ok, define ok, re-read ok, start ok, dial ok, first-frame ok",
  ],
])("a change %s", async (_, given, state, steps) => {
  expect(await endOf(given)).toEqual({ state, steps });
});

test("what is not answered is asked again, and judged by what is seen then", async () => {
  const given = { ...base, restart: true };
  const machines = worldOf(given);
  let unanswered = 0;
  const once = new Set<string>();
  const lost = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const answer = await act();
    if (once.has(what)) return answer;
    once.add(what);
    unanswered++;
    throw new OrielError("host-unreachable", "the answer was lost");
  };
  const losing: Surroundings["machines"] = {
    ...around(machines).machines,
    define: (...call) => lost("define", () => machines.define(...call)),
    power: (vm, action) => lost(action, () => machines.power(vm, action)),
  };
  const over = await runChange(jobOf(given), { ...around(machines), machines: losing });
  expect(over.cursor.state).toBe("done");
  expect(unanswered).toBe(3);
  expect(machines.done.map(([, what]) => what)).toEqual(["define", "force-off", "start"]);
});

test("nobody is powered off, and nothing defined, hours after it was asked for", async () => {
  const given = { ...base, restart: true };
  const machines = worldOf(given);
  const ago = new Date(Date.now() - 3_600_000);
  const late = (job: Job): Job => ({ ...job, steps: noted([], { step: "check", state: "ok" }, ago) });
  expect((await runChange(late(jobOf(given)), around(machines))).cursor.state).toBe("failed");
  expect(machines.done).toEqual([]);
  const { next } = nextOf(given);
  machines.edit(VM, () => next);
  const defined = { ...jobOf(given), after: next };
  const { run: oldRun } = await machines.definition(VM);
  const toPowerOff = late({ ...defined, cursor: { ...defined.cursor, phase: "power-off", state: "restarting", oldRun } });
  expect((await runChange(toPowerOff, around(machines))).cursor).toMatchObject({ state: "waiting", unstarted: true });
  expect(machines.done).toEqual([]);
});

test("a machine that somebody else has powered off and on meanwhile is not powered off once more", async () => {
  const machines = worldOf(base);
  const { next } = nextOf(base);
  const { run: oldRun } = await machines.definition(VM);
  machines.edit(VM, () => next);
  for (const action of ["force-off", "start"] as const) await machines.power(VM, action);
  machines.done.length = 0;
  const job = jobOf({ ...base, restart: true });
  const cursor = { ...job.cursor, phase: "power-off", state: "restarting", oldRun } as const;
  expect((await runChange({ ...job, after: next, cursor }, around(machines))).cursor.state).toBe("done");
  expect(machines.done).toEqual([]);
});

test("a start that is refused because somebody else was faster has not failed", async () => {
  const machines = worldOf({ ...base, restart: true });
  const faster = {
    ...around(machines).machines,
    power: async (vm: string, action: PowerAction) => {
      if (action === "start") await machines.power(vm, "start");
      await machines.power(vm, action);
    },
  };
  const over = await runChange(jobOf({ ...base, restart: true }), { ...around(machines), machines: faster });
  expect(over.cursor.state).toBe("done");
  expect((await machines.definition(VM)).xml).toBe(over.after);
});

test("what somebody else has defined meanwhile is not touched, also when the machine does not start", async () => {
  const given: Case = { ...base, restart: true, start: "fails" };
  const machines = worldOf(given);
  machines.edit(VM, (xml) => xml.replace("16384", "8192"));
  const conflict = await runChange(jobOf(given), around(machines));
  expect(conflict.cursor.state).toBe("failed");
  expect(conflict.steps.at(-1)).toMatchObject({ step: "define", state: "failed", error: { code: "definition-changed" } });

  const raced = worldOf(given);
  raced.refuseStart = () => {
    raced.edit(VM, (xml) => xml.replace("16384", "8192"));
    return new OrielError("libvirt-failed", "internal error");
  };
  const undone = await runChange(jobOf(given), around(raced));
  expect(undone.cursor.state).toBe("failed");
  expect(undone.steps.at(-1)).toMatchObject({ step: "undo", state: "failed", error: { code: "definition-changed" } });
  expect((await raced.definition(VM)).xml).toContain("8192");
});

test("no step tells a password, whatever libvirt quotes", async () => {
  const given: Case = { ...base, restart: true, start: "fails" };
  const machines = worldOf(given);
  machines.refuseStart = (xml) =>
    xml === BEFORE ? null : new OrielError("libvirt-failed", `XML error near ${xml}; Canary01 is no password`);
  const over = await runChange(jobOf(given), around(machines));
  expect(over.cursor.state).toBe("undone");
  expect(JSON.stringify(over.steps)).toContain("XML error near");
  expect(JSON.stringify(over.steps)).not.toContain("Canary01");
});
