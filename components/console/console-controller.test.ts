import { beforeEach, describe, expect, it } from "vitest";
import type { Pass } from "#server/contract/console.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import { ConsoleController, type ConsoleWorld } from "./console-controller.ts";
import { firstModel, type MachineFacts } from "./console-machine.ts";
import { Emitter } from "./emitter.ts";
import type { ConsoleSession, SessionEvents, SessionOptions } from "./session.ts";

const on: MachineFacts = { on: true, gone: false, hostUp: true, protocols: ["vnc", "serial"] };
const off: MachineFacts = { ...on, on: false };
const look = { label: "Screen", scaling: "fit", quality: "balanced" } as const;

/** A session that does what the test tells it. */
class FakeSession {
  readonly events = new Emitter<SessionEvents>();
  readonly pass: Pass;
  readonly options: SessionOptions;
  readonly log: string[] = [];
  readonly capabilities = new Set();
  readonly protocol: Pass["protocol"];
  readonly on = this.events.on.bind(this.events);

  constructor(pass: Pass, options: SessionOptions) {
    this.pass = pass;
    this.options = options;
    this.protocol = pass.protocol;
  }

  connect(): void {
    this.events.emit("state", "connected");
  }
  end(code: string): void {
    this.events.emit("state", "ended");
    this.events.emit("ended", { code });
  }
  close(): void {
    this.log.push("close");
  }
  dispose(): void {
    this.log.push("dispose");
  }
  setQuality(quality: string): void {
    this.log.push(quality);
  }
}

/** A world without a browser: layers are plain objects, pauses pass when the test says so. */
class FakeWorld implements ConsoleWorld {
  readonly asked: Parameters<ConsoleWorld["ask"]>[0][] = [];
  readonly sessions: FakeSession[] = [];
  layers = 0;
  pauses: { ms: number; run: () => void }[] = [];
  clock = 0;
  refuse: Error | undefined;
  answer: Promise<void> = Promise.resolve();
  broken: Error | undefined;

  async ask(request: Parameters<ConsoleWorld["ask"]>[0]): Promise<Pass> {
    this.asked.push(request);
    await this.answer;
    if (this.refuse) throw this.refuse;
    const { protocol, mode } = request;
    return { path: "/relay/console", ticket: "t", protocol, mode, exchange: everythingAllowed, expiresAt: "2030-01-01T00:00:00Z" };
  }
  async load() {
    return (_element: HTMLElement, pass: Pass, options: SessionOptions) => {
      if (this.broken) throw this.broken;
      const session = new FakeSession(pass, options);
      this.sessions.push(session);
      return session as unknown as ConsoleSession;
    };
  }
  layer(): HTMLElement {
    this.layers++;
    return { dataset: {}, remove: () => this.layers-- } as unknown as HTMLElement;
  }
  after(ms: number, run: () => void) {
    const pause = { ms, run };
    this.pauses.push(pause);
    return () => {
      this.pauses = this.pauses.filter((one) => one !== pause);
    };
  }
  now = () => this.clock;
  random = () => 0.5;

  get session(): FakeSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error("nothing was opened");
    return session;
  }
  pass(): void {
    const [pause] = this.pauses;
    this.pauses = [];
    pause?.run();
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

let world: FakeWorld;
beforeEach(() => {
  world = new FakeWorld();
});

async function started(machine = on): Promise<ConsoleController> {
  const controller = new ConsoleController(world, firstModel(machine, null, "control"), look);
  controller.start();
  await settle();
  return controller;
}

async function connected(): Promise<ConsoleController> {
  const controller = await started();
  world.session.connect();
  return controller;
}

describe("opening", () => {
  it("asks for one pass and connects with it", async () => {
    const controller = await connected();
    expect(world.asked).toEqual([{ protocol: "vnc", mode: "control", takeOver: false, device: 0, start: false }]);
    expect(controller.view).toMatchObject({ model: { phase: "connected" }, session: world.session });
  });

  it("tells why the portal gave no pass", async () => {
    world.refuse = Object.assign(new Error(), { code: "too-many-consoles", details: "5 of 5" });
    const controller = await started();
    expect(controller.view.model).toMatchObject({ phase: "stopped", end: { code: "too-many-consoles", details: "5 of 5" } });
  });

  it("takes a portal that does not answer for a lost network, and tries again", async () => {
    world.refuse = Object.assign(new Error(), { code: "offline" });
    const controller = await started();
    expect(controller.view.model).toMatchObject({ phase: "retrying", end: { code: "network" } });
    world.refuse = undefined;
    world.pass();
    await settle();
    world.session.connect();
    expect(controller.view.model.phase).toBe("connected");
  });

  it("does not blame the network for a client that fails", async () => {
    world.broken = new Error("no canvas");
    const controller = await started();
    expect(controller.view.model.end).toEqual({ code: "internal", details: "Error: no canvas" });
    expect(world.layers).toBe(0);
  });

  it("drops a pass that comes after the page was left", async () => {
    let give = () => {};
    world.answer = new Promise((resolve) => {
      give = resolve;
    });
    const controller = await started();
    controller.stop();
    give();
    await settle();
    expect(world.sessions).toHaveLength(0);
  });

  it("opens once where the page is left and entered in the same breath", async () => {
    const controller = new ConsoleController(world, firstModel(on, null, "control"), look);
    controller.start();
    controller.stop();
    controller.start();
    await settle();
    expect(world.sessions).toHaveLength(1);
  });
});

describe("coming back", () => {
  it("keeps the last picture until the next one is drawn, then lets it go", async () => {
    await connected();
    const first = world.session;
    first.end("display-closed");
    expect(first.log).not.toContain("dispose");
    world.pass();
    await settle();
    expect(world.session).not.toBe(first);
    expect(world.session.options.previous).toBe(first);
    expect(first.log).not.toContain("dispose");
    world.session.connect();
    expect(first.log).toContain("dispose");
    expect(world.layers).toBe(1);
  });

  it("keeps it through openings that fail", async () => {
    await connected();
    const first = world.session;
    first.end("network");
    for (let tries = 0; tries < 3; tries++) {
      world.pass();
      await settle();
      world.session.end("network");
    }
    expect(first.log).not.toContain("dispose");
    expect(world.layers).toBe(2);
  });

  it("waits without a timer while the machine is off, and opens when it runs", async () => {
    const controller = await connected();
    controller.dispatch({ type: "machine", machine: off });
    world.session.end("display-closed");
    expect(world.pauses).toHaveLength(0);
    controller.dispatch({ type: "machine", machine: on });
    await settle();
    expect(world.asked).toHaveLength(2);
  });

  it("has one timer at most", async () => {
    const controller = await connected();
    world.session.end("network");
    controller.dispatch({ type: "retry" });
    await settle();
    world.session.end("network");
    expect(world.pauses).toHaveLength(1);
  });
});

describe("another protocol or mode", () => {
  it("closes the old session before the new one opens, and keeps no picture of another kind", async () => {
    const controller = await connected();
    const vnc = world.session;
    controller.dispatch({ type: "protocol", protocol: "serial" });
    expect(vnc.log).toContain("close");
    await settle();
    expect(vnc.log).toContain("dispose");
    expect(world.session.pass.protocol).toBe("serial");
    expect(world.session.options.previous).toBeUndefined();
  });

  it("opens another serial line with nothing of the first", async () => {
    const controller = await connected();
    controller.dispatch({ type: "protocol", protocol: "serial" });
    await settle();
    world.session.connect();
    const first = world.session;
    controller.dispatch({ type: "device", device: 1 });
    await settle();
    expect(world.asked.at(-1)).toMatchObject({ protocol: "serial", device: 1 });
    expect(first.log).toContain("dispose");
    expect(world.session.options.previous).toBeUndefined();
  });

  it("asks the relay for view-only; nothing is left to the browser", async () => {
    const controller = await connected();
    controller.dispatch({ type: "mode", mode: "view" });
    await settle();
    expect(world.asked.at(-1)).toMatchObject({ mode: "view" });
  });
});

it("keeps the chosen quality for the sessions to come", async () => {
  const controller = await connected();
  controller.setQuality("saver");
  expect(world.session.log).toContain("saver");
  world.session.end("network");
  world.pass();
  await settle();
  expect(world.session.options.quality).toBe("saver");
});

it("leaves nothing behind", async () => {
  const controller = await connected();
  world.session.end("network");
  controller.stop();
  expect(world.pauses).toHaveLength(0);
  expect(world.layers).toBe(0);
  expect(world.sessions.every((session) => session.log.includes("dispose"))).toBe(true);
});
