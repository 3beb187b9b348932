import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { ConsoleClient } from "#e2e/fakes/console-client.ts";
import { type RelayProcess, startRelayProcess } from "#e2e/fakes/relay-process.ts";
import { type FakeDisplay, startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { openTestMachines, type TestMachines } from "#e2e/fakes/test-machines.ts";
import { readAudit } from "#server/access/audit.ts";
import { somebody } from "#server/access/scratch.ts";
import { issueTicket, type TicketFor } from "#server/access/tickets.ts";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";

let daemon: PrivateLibvirtd;
let machines: TestMachines;
let relay: RelayProcess;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  machines = await openTestMachines(daemon.socket);
  relay = await startRelay();
});
afterAll(async () => {
  await relay?.stop();
  machines?.close();
  await daemon?.stop();
});

function startRelay(): Promise<RelayProcess> {
  return startRelayProcess(`lab=${daemon.uriFor("test:///default")},real=${daemon.uri}`, { ORIEL_MAX_CONSOLES_PER_VM: "60" });
}

type Asking = Partial<TicketFor> & { vm: string };

function connect(ticket: string, { at = relay, cookie = at.cookie as string | null } = {}): ConsoleClient {
  return new ConsoleClient(`ws://${at.address}/relay/console`, {
    origin: at.origin,
    protocols: ["binary", `oriel.ticket.${ticket}`],
    cookie,
  });
}

async function open(what: Asking, at = relay): Promise<ConsoleClient> {
  return connect(await at.ticket(what), { at });
}

const closedWith = (code: ErrorCode) => ({ code: errorRow(code).close, reason: code });

/** A display that says back what it is told. */
const echoing = (name: string): Promise<FakeDisplay> => startFakeDisplay(name, (socket) => socket.pipe(socket));

async function echo(client: ConsoleClient, text: string): Promise<void> {
  await client.say(text);
  while (!client.got.toString("latin1").endsWith(text)) await client.gets(client.got.length + 1);
}

/** A machine of the test driver with an echoing display. */
async function fakeMachine(name: string) {
  const display = await echoing(name);
  const uuid = randomUUID();
  const machine = await machines.start(name, uuid, display.port);
  return { vm: `lab.${uuid}`, uuid, display, machine };
}

async function define(xml: string): Promise<void> {
  const file = join(daemon.directory, `${randomUUID()}.xml`);
  writeFileSync(file, xml, { mode: 0o644 });
  await daemon.virsh(["define", file]);
}

describe("a real guest", () => {
  let vm: string;

  beforeAll(async () => {
    const uuid = randomUUID();
    const xml = biosGuest("guest").replace("<memory", `<uuid>${uuid}</uuid><memory`);
    await define(xml);
    await daemon.virsh(["start", "guest"]);
    vm = `real.${uuid}`;
  });

  test("shows its screen; its password stays with the relay", async () => {
    const client = await open({ vm });
    expect(await client.shakeHands()).toBe("QEMU (guest)");
    const before = client.got.length;
    const request = Buffer.of(3, 0, 0, 0, 0, 0, 0, 16, 0, 16);
    client.ws.send(request);
    // FramebufferUpdate, one rectangle of 16 x 16 at 32 bits (RFC 6143, section 7.6.1).
    const update = (await client.gets(before + 4 + 12 + 1024)).subarray(before);
    expect([update[0], update.readUInt16BE(2)]).toEqual([0, 1]);
    expect(client.got.includes("s3cret")).toBe(false);
    client.ws.close();
  });

  test("two people share its screen", async () => {
    const [one, other] = await Promise.all([open({ vm }), open({ vm, mode: "view" })]);
    await Promise.all([one.shakeHands(), other.shakeHands()]);
    one.ws.send(Buffer.of(3, 0, 0, 0, 0, 0, 0, 1, 0, 1));
    await one.gets(one.got.length + 1);
    expect(other.ws.readyState).toBe(other.ws.OPEN);
    for (const client of [one, other]) client.ws.close();
  });

  test("has a serial console for one at a time; power off ends both kinds with machine-off", async () => {
    const first = await open({ vm, protocol: "serial" });
    await expect.poll(() => first.got.toString(), { timeout: 30_000 }).toContain("SeaBIOS");
    expect(await (await open({ vm, protocol: "serial" })).closed).toEqual(closedWith("console-held"));
    const second = await open({ vm, protocol: "serial", takeOver: true });
    expect(await first.closed).toEqual(closedWith("console-taken"));
    await expect.poll(() => second.got.toString(), { timeout: 30_000 }).toContain("SeaBIOS");
    const screen = await open({ vm });
    await screen.shakeHands();
    await daemon.virsh(["destroy", "guest"]);
    expect(await Promise.all([second.closed, screen.closed])).toEqual([closedWith("machine-off"), closedWith("machine-off")]);
    expect(await (await open({ vm })).closed).toEqual(closedWith("machine-off"));
    expect(await (await open({ vm, protocol: "serial" })).closed).toEqual(closedWith("machine-off"));
  });

  test("taken over from outside the portal is told as such", async () => {
    await daemon.virsh(["start", "guest"]);
    const client = await open({ vm, protocol: "serial" });
    await client.gets(1);
    const other = await startRelay();
    const taker = await open({ vm, protocol: "serial", takeOver: true }, other);
    await taker.gets(1);
    expect(await client.closed).toEqual(closedWith("console-taken"));
    await other.stop();
  });
});

describe("refusals", () => {
  let vm: string;
  beforeAll(async () => {
    vm = (await fakeMachine("refusing")).vm;
  });

  test("no sign-in, and the ticket is still good for the one who has it", async () => {
    const ticket = await relay.ticket({ vm });
    expect(await connect(ticket, { cookie: null }).closed).toEqual(closedWith("not-signed-in"));
    expect(await connect(ticket).shakeHands()).toBe("refusing");
  });

  test("replayed: of many at once one wins", async () => {
    const ticket = await relay.ticket({ vm });
    const clients = Array.from({ length: 20 }, () => connect(ticket));
    const outcomes = await Promise.all(
      clients.map((client) => Promise.race([client.closed, client.gets(12).then(() => "open")]).catch(String)),
    );
    expect(outcomes.filter((outcome) => outcome === "open")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== "open")).toEqual(Array(19).fill(closedWith("ticket-used")));
  });

  test("expired, unknown, somebody else's", async () => {
    const expired = await relay.ticket({ vm });
    await relay.store.db.updateTable("ticket").set({ expiresAt: 1 }).where("usedAt", "is", null).execute();
    expect(await connect(expired).closed).toEqual(closedWith("ticket-expired"));
    expect(await connect("A".repeat(43)).closed).toEqual(closedWith("ticket-unknown"));
    const { person, sessionId } = await somebody(relay.store, "admin");
    const what = { vm, protocol: "vnc" as const, mode: "control" as const, takeOver: false, device: 0, start: false };
    const { ticket } = await issueTicket(relay.store, { ...what, sessionId, personId: person.id });
    expect(await connect(ticket).closed).toEqual(closedWith("ticket-foreign"));
  });

  test("unknown machine, unknown host, no display of that kind", async () => {
    expect(await (await open({ vm: `lab.${randomUUID()}` })).closed).toEqual(closedWith("machine-unknown"));
    expect(await (await open({ vm: `elsewhere.${randomUUID()}` })).closed).toEqual(closedWith("machine-unknown"));
    expect(await (await open({ vm, protocol: "spice" })).closed).toEqual(closedWith("no-such-display"));
  });

  test.each([5432, 22])("a display said to be on port %i is not dialled", async (port) => {
    const uuid = randomUUID();
    const machine = await machines.start(`port-${port}`, uuid, port);
    expect(await (await open({ vm: `lab.${uuid}` })).closed).toEqual(closedWith("display-address"));
    await machine.stop();
  });

  test("each is in the audit log, with who and which machine where that is known", async () => {
    const rows = await readAudit(relay.store, { limit: 200 });
    const refused = rows.filter(({ action }) => action === "console.refused");
    expect(new Set(refused.map(({ code }) => code))).toEqual(
      new Set<ErrorCode>([
        ...(["console-held", "machine-off", "not-signed-in", "ticket-used", "ticket-expired", "ticket-unknown"] as const),
        ...(["ticket-foreign", "machine-unknown", "no-such-display", "display-address"] as const),
      ]),
    );
    expect(refused.find(({ code }) => code === "not-signed-in")?.actor).toBeNull();
    expect(refused.find(({ code }) => code === "display-address")).toMatchObject({
      actor: { email: "ada@example.org" },
      address: "127.0.0.1",
    });
    expect(JSON.stringify(rows)).not.toMatch(/oriel\.ticket|s3cret/);
  });
});

describe("20 swaps of ports between ticket and picture", () => {
  /** Swaps A and B: A goes, B comes up on A's port, A comes back on B's. */
  async function pair() {
    const [a, b] = await Promise.all([fakeMachine("A"), fakeMachine("B")]);
    return { a, b };
  }

  test("after the ticket, before it is redeemed: A's own picture, from its new port", async () => {
    for (let swap = 0; swap < 10; swap++) {
      const { a, b } = await pair();
      const ticket = await relay.ticket({ vm: a.vm });
      await Promise.all([a.machine.stop(), b.machine.stop(), a.display.close(), b.display.close()]);
      const [newB, newA] = await Promise.all([
        startFakeDisplay("B", () => {}, a.display.port),
        startFakeDisplay("A", () => {}, b.display.port),
      ]);
      await machines.start("B", b.uuid, a.display.port);
      await machines.start("A", a.uuid, b.display.port);
      const client = connect(ticket);
      expect(await client.shakeHands()).toBe("A");
      client.ws.close();
      await clear([a, b], [newA, newB]);
    }
  });

  test("while the display is dialled: never B's picture, not a byte of it", async () => {
    for (let swap = 0; swap < 10; swap++) {
      const { a, b } = await pair();
      await a.display.close();
      // B answers on A's port, and by then A has gone, with or without having come back elsewhere.
      const thief = await startFakeDisplay("B", () => {}, a.display.port);
      const answered = interceptFirst(thief, async () => {
        await a.machine.stop();
        await b.machine.stop();
        await machines.start("B", b.uuid, a.display.port);
        if (swap % 2 === 0) await machines.start("A", a.uuid, b.display.port);
      });
      const client = await open({ vm: a.vm });
      const { reason } = await client.closed;
      await answered;
      // The test driver forgets a machine that was stopped: then there is none of this id.
      expect(swap % 2 === 0 ? ["machine-changed"] : ["machine-off", "machine-unknown"]).toContain(reason);
      expect(client.got.length).toBe(0);
      await clear([a, b], [thief]);
    }
  });

  type Fake = Awaited<ReturnType<typeof fakeMachine>>;
  async function clear(fakes: Fake[], displays: FakeDisplay[]): Promise<void> {
    for (const fake of fakes) {
      await daemon.virsh(["destroy", fake.uuid], { uri: daemon.uriFor("test:///default") }).catch(() => {});
      await fake.display.close().catch(() => {});
    }
    for (const display of displays) await display.close();
  }

  /** Holds back the first connection's bytes until `act` is done. */
  function interceptFirst(display: FakeDisplay, act: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      display.server.prependOnceListener("connection", (socket: Socket) => {
        socket.pause();
        act().then(() => {
          socket.resume();
          resolve();
        }, reject);
      });
    });
  }
});

describe("faults", () => {
  test("another process's lock on the store holds up no console that is open", async () => {
    const { vm } = await fakeMachine("locked");
    const client = await open({ vm });
    await client.shakeHands();
    const second = new DatabaseSync(join(relay.stateDir, "oriel.db"));
    second.exec("begin immediate");
    const waiting = connect("B".repeat(43));
    for (let turn = 0; turn < 50; turn++) await echo(client, `turn ${turn};`);
    expect(waiting.ws.readyState).toBe(waiting.ws.CONNECTING);
    second.exec("rollback");
    second.close();
    expect(await waiting.closed).toEqual(closedWith("ticket-unknown"));
    client.ws.close();
  });

  test("libvirtd's end ends no console, and it is used again when it is back", async () => {
    const uuid = randomUUID();
    await define(biosGuest("survivor").replace("<memory", `<uuid>${uuid}</uuid><memory`));
    await daemon.virsh(["start", "survivor"]);
    const client = await open({ vm: `real.${uuid}` });
    await client.shakeHands();
    await daemon.kill("SIGKILL");
    expect(await (await open({ vm: `real.${uuid}` })).closed).toEqual(closedWith("host-unreachable"));
    const before = client.got.length;
    client.ws.send(Buffer.of(3, 0, 0, 0, 0, 0, 0, 1, 0, 1));
    await client.gets(before + 4);
    machines.close();
    await daemon.restart();
    machines = await openTestMachines(daemon.socket);
    expect(await (await open({ vm: `real.${uuid}` })).shakeHands()).toBe("QEMU (survivor)");
    client.ws.close();
  });

  test("clients that read nothing are not queued for without bound", async () => {
    const flood = Buffer.alloc(1024 * 1024, 7);
    const display = await startFakeDisplay("flood", (socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(flood));
      };
      socket.on("drain", more).once("data", more);
    });
    const uuid = randomUUID();
    await machines.start("flood", uuid, display.port);
    const before = rssOf(relay.pid);
    const stuck = await Promise.all(Array.from({ length: 40 }, () => open({ vm: `lab.${uuid}` })));
    await Promise.all(stuck.map((client) => client.shakeHands()));
    for (const client of stuck) {
      client.ws.pause();
      client.ws.send(Buffer.from("go"));
    }
    await sleep(3_000);
    // 512 KiB each, and as much again for the heap's own slack.
    expect(rssOf(relay.pid) - before).toBeLessThan(40 * 1024 * 1024);
    for (const client of stuck) client.ws.terminate();
    await display.close();
  });

  test("a sign-in that is ended ends its consoles", async () => {
    const other = await startRelay();
    const { vm } = await fakeMachine("revoked");
    const client = await open({ vm }, other);
    await client.shakeHands();
    await other.store.db.deleteFrom("session").execute();
    expect(await client.closed).toEqual(closedWith("not-signed-in"));
    await other.stop();
  });

  test("SIGTERM: every console closes with 1012, no row is lost, and it is out", async () => {
    const other = await startRelay();
    const { vm } = await fakeMachine("ending");
    const clients = await Promise.all(Array.from({ length: 40 }, () => open({ vm }, other)));
    await Promise.all(clients.map((client) => client.shakeHands()));
    const asked = performance.now();
    other.kill("SIGTERM");
    expect(await other.exited).toBe(0);
    expect(performance.now() - asked).toBeLessThan(30_000);
    expect(await Promise.all(clients.map((client) => client.closed))).toEqual(Array(40).fill({ code: 1012, reason: "restarting" }));
    const rows = await readAudit(other.store, { limit: 200 });
    expect(rows.filter(({ action }) => action === "console.open")).toHaveLength(40);
    expect(rows.filter(({ action, code }) => action === "console.close" && code === "restarting")).toHaveLength(40);
    await other.stop();
  });
});

function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}
