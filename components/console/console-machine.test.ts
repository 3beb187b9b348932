import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Protocol } from "#server/contract/console.ts";
import {
  type ConsoleEvent,
  type ConsoleModel,
  deviceOf,
  firstModel,
  type MachineFacts,
  reduce,
  retryDelay,
  SUSPENDED,
} from "./console-machine.ts";
import { momentOf } from "./moments.ts";

const on: MachineFacts = { on: true, gone: false, hostUp: true, protocols: ["vnc", "serial"] };
const off: MachineFacts = { ...on, on: false };

function play(model: ConsoleModel, ...events: ConsoleEvent[]): ConsoleModel {
  return events.reduce(reduce, model);
}

function opened(machine = on): ConsoleModel {
  return reduce(firstModel(machine, null, "control"), { type: "begin" });
}

function connected(): ConsoleModel {
  const model = opened();
  return reduce(model, { type: "connected", run: model.run });
}

function ends(model: ConsoleModel, code: string, lasted = 0): ConsoleModel {
  return reduce(model, { type: "ended", run: model.run, end: { code }, lasted });
}

describe("a console that begins", () => {
  it("opens the best protocol of a running machine", () => {
    expect(opened()).toMatchObject({ phase: "opening", protocol: "vnc" });
  });

  it("opens the remembered protocol where the machine still has it", () => {
    expect(firstModel(on, "serial", "control").protocol).toBe("serial");
    expect(firstModel({ ...on, protocols: ["vnc"] }, "serial", "control").protocol).toBe("vnc");
  });

  it("asks for nothing while the machine is off", () => {
    expect(opened(off)).toMatchObject({ phase: "waiting", run: 0 });
  });

  it("asks all the same where the machine's state is not known for sure", () => {
    expect(opened({ ...off, hostUp: false }).phase).toBe("opening");
  });

  it("says so where there is nothing that can be opened", () => {
    const model = opened({ ...on, protocols: [] });
    expect(model).toMatchObject({ phase: "stopped", end: { code: "no-such-display" } });
    expect(momentOf(model)).toBe("no-display");
  });
});

describe("a machine that is powered off and on under an open console", () => {
  it("waits when the close comes after the news", () => {
    const model = ends(reduce(connected(), { type: "machine", machine: off }), "display-closed", 60_000);
    expect(model.phase).toBe("waiting");
    expect(momentOf(model)).toBe("off");
  });

  it("waits when the news comes after the close", () => {
    const closed = ends(connected(), "display-closed", 60_000);
    expect(closed.phase).toBe("retrying");
    expect(reduce(closed, { type: "machine", machine: off }).phase).toBe("waiting");
  });

  it("opens at once when the machine runs again, as a new run", () => {
    const waiting = ends(reduce(connected(), { type: "machine", machine: off }), "display-closed");
    const again = reduce(waiting, { type: "machine", machine: on });
    expect(again).toMatchObject({ phase: "opening", attempts: 0 });
    expect(again.run).toBeGreaterThan(waiting.run);
  });

  it("does not drop a live picture for the news alone: the relay ends it", () => {
    expect(reduce(connected(), { type: "machine", machine: off }).phase).toBe("connected");
  });

  it("tries again where the portal still finds it off though it is known to run", () => {
    expect(ends(opened(), "machine-off").phase).toBe("retrying");
  });

  it("shows that it is being started", () => {
    expect(momentOf(opened(off), true)).toBe("starting");
    expect(momentOf(connected(), true)).toBeNull();
  });
});

describe("a machine that is started for its serial line", () => {
  const starting = (machine = off) => reduce(opened(machine), { type: "start" });

  it("opens the line while the machine is off, and says that it starts", () => {
    const model = starting();
    expect(model).toMatchObject({ phase: "opening", protocol: "serial", start: true });
    expect(momentOf(model)).toBe("starting");
    expect(reduce(model, { type: "machine", machine: on })).toMatchObject({ phase: "opening", run: model.run });
  });

  it("is started once: nothing that comes back by itself starts it again", () => {
    const model = starting();
    const live = reduce(model, { type: "connected", run: model.run });
    expect(live).toMatchObject({ phase: "connected", start: false });
    expect(ends(reduce(live, { type: "machine", machine: off }), "display-closed", 60_000).phase).toBe("waiting");
    expect(ends(model, "network")).toMatchObject({ phase: "waiting", start: false });
  });

  it("says why where it does not start, and tries again only when asked", () => {
    const failed = ends(starting(), "libvirt-failed");
    expect(momentOf(failed)).toBe("failed");
    expect(reduce(failed, { type: "retry" })).toMatchObject({ phase: "waiting", start: false });
    expect(ends(reduce(starting(), { type: "machine", machine: on }), "busy")).toMatchObject({ phase: "retrying", start: false });
  });

  it("has no line to be started for", () => {
    expect(starting({ ...off, protocols: ["vnc"] })).toMatchObject({ phase: "stopped", end: { code: "no-such-display" } });
  });
});

describe("a machine with several serial lines", () => {
  const two: MachineFacts = { ...on, protocols: ["serial"] };

  it("opens the one that is chosen as another console", () => {
    const model = reduce(opened(two), { type: "connected", run: 1 });
    const other = reduce({ ...model, held: true }, { type: "device", device: 1 });
    expect(other).toMatchObject({ phase: "opening", device: 1, held: false });
    expect(deviceOf(other)).toBe(1);
    expect(reduce(other, { type: "device", device: 1 })).toBe(other);
  });

  it("has no number for the consoles of which there is one", () => {
    expect(deviceOf({ protocol: "vnc", device: 1 })).toBe(0);
  });
});

describe("what comes back by itself", () => {
  it.each(["network", "restarting", "display-closed", "machine-changed", "client-too-slow", "store-unavailable", "host-unreachable"])(
    "%s",
    (code) => {
      expect(ends(connected(), code, 60_000)).toMatchObject({ phase: "retrying", attempts: 1 });
    },
  );

  it.each([
    ["revoked", "revoked"],
    ["not-allowed", "refused"],
    ["not-signed-in", "signed-out"],
    ["console-taken", "taken"],
    ["console-held", "held"],
    ["too-many-consoles", "too-many"],
    ["machine-unknown", "gone"],
    ["no-such-display", "no-display"],
    ["display-protocol", "failed"],
    ["a-code-of-tomorrow", "failed"],
  ])("not %s: the person acts", (code, moment) => {
    const model = ends(opened(), code);
    expect(model.phase).toBe("stopped");
    expect(momentOf(model)).toBe(moment);
  });

  it("stops after some tickets in a row were not valid", () => {
    let model = opened();
    for (let tries = 0; tries < 3; tries++) {
      model = ends(model, "ticket-expired");
      expect(model.phase).toBe("retrying");
      model = reduce(model, { type: "retry" });
    }
    expect(ends(model, "ticket-expired").phase).toBe("stopped");
  });

  it("counts anew after a connection that held", () => {
    let model = connected();
    for (let tries = 0; tries < 5; tries++) model = reduce(ends(model, "network"), { type: "retry" });
    expect(model.attempts).toBe(5);
    model = reduce(model, { type: "connected", run: model.run });
    expect(ends(model, "network", 1_000).attempts).toBe(6);
    expect(ends(model, "network", 10_000).attempts).toBe(1);
  });

  it("tries at once when the hypervisor is back", () => {
    const model = ends(reduce(connected(), { type: "machine", machine: { ...on, hostUp: false } }), "host-unreachable");
    expect(momentOf(model)).toBe("unreachable");
    expect(reduce(model, { type: "machine", machine: on }).phase).toBe("opening");
  });
});

describe.each(["serial", "spice"] as const)("a console that takes one person: %s", (protocol) => {
  const machine: MachineFacts = { ...on, protocols: ["vnc", protocol] };
  const begun = (held = false) => reduce(firstModel(machine, protocol, "control", { held }), { type: "begin" });
  const retried = (model: ConsoleModel) => reduce(ends(model, "console-held"), { type: "retry" });

  it("says at once that somebody else holds it", () => {
    const model = ends(begun(), "console-held");
    expect(model.phase).toBe("stopped");
    expect(momentOf(model)).toBe("held");
  });

  it("that was ours is tried some times, without a word, before it counts as held", () => {
    let model = begun();
    model = reduce(ends(reduce(model, { type: "connected", run: model.run }), "network"), { type: "retry" });
    model = ends(model, "console-held");
    expect(model.phase).toBe("retrying");
    expect(momentOf(model)).toBe("connecting");
    for (let tries = 0; tries < 10; tries++) model = retried(model);
    model = ends(model, "console-held");
    expect(model.phase).toBe("stopped");
    expect(momentOf(model)).toBe("held");
    expect(momentOf(reduce(model, { type: "retry" }))).toBe("held");
  });

  it("that this tab has just left is outwaited in the same way", () => {
    expect(ends(begun(true), "console-held").phase).toBe("retrying");
    expect(momentOf(reduce(ends(begun(true), "console-held"), { type: "retry" }))).toBe("connecting");
  });

  it("of which another protocol was ours is held by somebody else", () => {
    const model = reduce(connected(), { type: "machine", machine });
    expect(ends(reduce(model, { type: "protocol", protocol }), "console-held").phase).toBe("stopped");
  });

  it("is taken over once, by the next opening only", () => {
    const taking = reduce(ends(begun(), "console-held"), { type: "take-over" });
    expect(taking).toMatchObject({ phase: "opening", takeOver: true, protocol });
    expect(reduce(taking, { type: "connected", run: taking.run }).takeOver).toBe(false);
    expect(ends(taking, "network").takeOver).toBe(false);
  });

  it("that was taken stays so: nobody is thrown out by a page that comes back by itself", () => {
    let model = begun();
    model = ends(reduce(model, { type: "connected", run: model.run }), "console-taken", 60_000);
    expect(model.phase).toBe("stopped");
    expect(momentOf(model)).toBe("taken");
    expect(ends(reduce(model, { type: "retry" }), "console-held").phase).toBe("stopped");
  });
});

describe("a person's choice", () => {
  it("of another protocol or mode opens anew", () => {
    const serial = reduce(connected(), { type: "protocol", protocol: "serial" });
    expect(serial).toMatchObject({ phase: "opening", protocol: "serial" });
    expect(reduce(serial, { type: "mode", mode: "view" })).toMatchObject({ phase: "opening", mode: "view", run: serial.run + 1 });
  });

  it("of what there is already changes nothing", () => {
    const model = connected();
    expect(play(model, { type: "protocol", protocol: "vnc" }, { type: "mode", mode: "control" })).toBe(model);
  });

  it("opens by itself when the machine gets the display that was missing", () => {
    const bare = ends(opened({ ...on, protocols: [] }), "no-such-display");
    expect(reduce(bare, { type: "machine", machine: on })).toMatchObject({ phase: "opening", protocol: "vnc" });
  });
});

it("never listens to an earlier opening", () => {
  const stale = connected();
  const model = reduce(stale, { type: "mode", mode: "view" });
  expect(ends({ ...model, run: model.run }, "network").phase).toBe("retrying");
  expect(reduce(model, { type: "ended", run: stale.run, end: { code: "revoked" }, lasted: 0 })).toBe(model);
  expect(reduce(model, { type: "connected", run: stale.run })).toBe(model);
});

it("has words for every model that any order of events can make, and is never open without a protocol", () => {
  const facts = fc.record({
    on: fc.boolean(),
    gone: fc.boolean(),
    hostUp: fc.boolean(),
    protocols: fc.constantFrom<MachineFacts["protocols"]>([], ["vnc"], ["serial"], ["vnc", "spice", "serial"]),
  });
  const run = fc.integer({ min: 0, max: 6 });
  const code = fc.constantFrom(
    "network",
    "machine-off",
    "display-closed",
    "console-held",
    "revoked",
    "no-such-display",
    "ticket-used",
    "odd",
  );
  const event: fc.Arbitrary<ConsoleEvent> = fc.oneof(
    fc.record({ type: fc.constant("connected" as const), run }),
    fc.record({ type: fc.constant("ended" as const), run, end: fc.record({ code }), lasted: fc.constantFrom(0, 60_000) }),
    fc.record({ type: fc.constant("machine" as const), machine: facts }),
    fc.record({ type: fc.constantFrom("begin" as const, "retry" as const, "take-over" as const, "start" as const) }),
    fc.record({ type: fc.constant("device" as const), device: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ type: fc.constant("protocol" as const), protocol: fc.constantFrom<Protocol>("vnc", "spice", "serial") }),
    fc.record({ type: fc.constant("mode" as const), mode: fc.constantFrom("view" as const, "control" as const) }),
  );
  fc.assert(
    fc.property(facts, fc.array(event, { maxLength: 30 }), (machine, events) => {
      const model = play(firstModel(machine, null, "control"), ...events);
      expect(momentOf(model) === null).toBe(model.phase === "connected");
      if (model.phase === "opening" || model.phase === "connected") expect(model.protocol).not.toBeNull();
    }),
  );
});

describe("a console that is shared", () => {
  it("goes on watching at once where somebody else controls alone, and says so in its mode", () => {
    for (const code of ["driver-changed", "console-driven"])
      expect(ends(connected(), code, 60_000)).toMatchObject({ phase: "opening", mode: "view", takeOver: false });
  });

  it("stops where it only watched already", () => {
    const watching = play(connected(), { type: "mode", mode: "view" });
    expect(ends(watching, "driver-changed")).toMatchObject({ phase: "stopped" });
  });

  it("takes the controls, from watching too", () => {
    expect(play(connected(), { type: "mode", mode: "view" }, { type: "take-over" })).toMatchObject({
      phase: "opening",
      mode: "control",
      takeOver: true,
    });
  });
});

it("is closed while nobody can see it, and comes back when it is wanted", () => {
  const asleep = play(connected(), { type: "suspend" });
  expect(asleep).toMatchObject({ phase: "stopped", end: { code: SUSPENDED } });
  expect(momentOf(asleep)).toBe("reconnecting");
  expect(play(asleep, { type: "retry" })).toMatchObject({ phase: "opening" });
  expect(play(opened(off), { type: "suspend" })).toEqual(opened(off));
});

describe("the pause before another try", () => {
  const failed = (attempts: number, code = "network") => ({ attempts, end: { code } });

  it("is short at first and never above a second while somebody waits in front of it", () => {
    expect(retryDelay(failed(1), 0)).toBe(100);
    expect(retryDelay(failed(1), 0.999)).toBeLessThan(200);
    expect(retryDelay(failed(100), 0.999)).toBeLessThan(1_000);
  });

  it("is longer where each try makes a dead address time out", () => {
    expect(retryDelay(failed(1, "host-unreachable"), 0)).toBe(750);
    expect(retryDelay(failed(50, "host-unreachable"), 0.999)).toBeLessThan(2_500);
  });

  it("spreads a thousand consoles", () => {
    const random = fc.sample(fc.double({ min: 0, max: 0.999, noNaN: true }), 1000);
    const delays = random.map((chance) => retryDelay(failed(4), chance));
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(300);
  });
});
