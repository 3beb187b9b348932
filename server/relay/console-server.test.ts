import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import {
  type ConsoleStage,
  closedWith,
  type FakeAccess,
  type FakeMachines,
  type OpenOptions,
  startConsoleStage,
} from "#e2e/fakes/console-stage.ts";
import { type FakeDisplay, serverInit, startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import { type ErrorCode, errorRow, OrielError } from "#server/errors.ts";
import type { ConsoleServer } from "./console-server.ts";
import { CONSOLE_PATH } from "./front-door.ts";

let stage: ConsoleStage;
let access: FakeAccess;
let machines: FakeMachines;
let consoles: ConsoleServer;
let display: FakeDisplay;
let address: string;
/** What the display got after its handshake. */
let received: Buffer;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  received = Buffer.alloc(0);
  display = await startFakeDisplay("guest", (socket, rest) => {
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
    };
    take(rest);
    socket.on("data", take);
  });
  stage = await startConsoleStage();
  ({ access, machines, consoles, address } = stage);
  machines.port = display.port;
});
afterEach(async () => {
  await stage.stop();
  await display.close();
  vi.useRealTimers();
});

const open = (options?: OpenOptions) => stage.open(options);

describe("the origin", () => {
  test.each([
    ["absent", null],
    ["null", "null"],
    ["a suffix", "SELF.example.org"],
    ["a prefix", "http://evil.org/SELF"],
    ["another port", "http://127.0.0.1:1"],
    ["another scheme", "https://SELF"],
    ["with a slash", "http://SELF/"],
    ["another host", "http://localhost:SELFPORT"],
    ["in capitals", "HTTP://SELF"],
  ])("%s is refused with 403 before any upgrade", async (_, given) => {
    const origin = given?.replace("SELFPORT", address.split(":")[1] ?? "").replace("SELF", address) ?? null;
    const browser = open({ origin, headers: { host: "127.0.0.1:1", "x-forwarded-host": "evil.org" } });
    await browser.closed;
    expect(browser.answer?.status).toBe(403);
    expect(JSON.parse(browser.answer?.body ?? "")).toMatchObject({ error: { code: "wrong-origin", message: expect.any(String) } });
    expect(access.log).toEqual(["refused wrong-origin"]);
  });
});

describe("refusals are typed, and no byte comes before", () => {
  test.each<[string, OpenOptions, ErrorCode]>([
    ["no sign-in", { cookie: null }, "not-signed-in"],
    ["no ticket", { protocols: ["binary"] }, "ticket-unknown"],
    ["two tickets", { protocols: ["binary", "oriel.ticket.ticket-0123456789abcdef", "oriel.ticket.another-0123456789"] }, "ticket-unknown"],
    ["another ticket", { protocols: ["binary", "oriel.ticket.another-0123456789"] }, "ticket-unknown"],
  ])("%s", async (_, options, code) => {
    const browser = open(options);
    expect(await browser.closed).toEqual(closedWith(code));
    expect(browser.ws.protocol).toBe("binary");
    expect(browser.got.length).toBe(0);
  });

  test("a machine that is off", async () => {
    machines.state = "shutoff";
    const browser = open();
    expect(await browser.closed).toEqual(closedWith("machine-off"));
    expect(access.log).toEqual(["failed c1 machine-off"]);
  });

  test("a display that does not answer", async () => {
    await display.close();
    expect(await open().closed).toEqual(closedWith("display-unreachable"));
    display = await startFakeDisplay("other", () => {});
  });

  test("a display on a forbidden port", async () => {
    machines.port = 5432;
    expect(await open().closed).toEqual(closedWith("display-address"));
  });

  test("another run of the machine after the handshake", async () => {
    const { display: ask } = machines;
    machines.display = async () => {
      const found = await ask();
      machines.runtimeId = 2;
      return found;
    };
    const browser = open();
    expect(await browser.closed).toEqual(closedWith("machine-changed"));
    expect(browser.got.length).toBe(0);
    await expect.poll(() => display.sockets.size).toBe(0);
  });

  test("a store that fails", async () => {
    access.refusal = new OrielError("store-unavailable");
    expect(await open().closed).toEqual(closedWith("store-unavailable"));
  });

  test("an open that cannot be recorded is none", async () => {
    access.opened = () => Promise.reject(new OrielError("store-unavailable"));
    const browser = open();
    expect(await browser.closed).toEqual(closedWith("store-unavailable"));
    expect(browser.got.length).toBe(0);
    await expect.poll(() => display.sockets.size).toBe(0);
  });

  test("a request without the subprotocol binary gets an answer in HTTP", async () => {
    const browser = open({ protocols: ["oriel.ticket.ticket-0123456789abcdef"] });
    await browser.closed;
    expect(browser.answer?.status).toBe(400);
  });
});

describe("a VNC console", () => {
  test("is recorded before its first byte, then copies both ways", async () => {
    const opened = Promise.withResolvers<void>();
    access.opened = async () => {
      await opened.promise;
      access.log.push("opened");
    };
    const browser = open();
    await expect.poll(() => display.sockets.size).toBe(1);
    expect(browser.ws.readyState).toBe(WebSocket.CONNECTING);
    opened.resolve();
    await browser.shakeHands();
    expect(access.log).toEqual(["opened"]);
    const key = Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61);
    browser.ws.send(key);
    await expect.poll(() => received).toEqual(key);
    for (const socket of display.sockets) socket.write("pixels");
    await expect.poll(() => browser.got.subarray(-6).toString()).toBe("pixels");
  });

  test("keeps what the display says by itself out of the browser's handshake, and loses none of it", async () => {
    const browser = open();
    await browser.gets(12);
    const bells = Buffer.alloc(300_000, 2);
    for (const socket of display.sockets) socket.write(bells);
    await expect.poll(() => consoles.live.size).toBe(1);
    browser.ws.send(Buffer.from("RFB 003.008\n"));
    const head = 12 + 2 + 4 + serverInit("guest").length;
    expect((await browser.gets(head)).subarray(18)).toEqual(serverInit("guest"));
    browser.ws.send(Buffer.of(1, 1));
    expect((await browser.gets(head + bells.length)).subarray(head)).toEqual(bells);
  });

  test("says nothing of its own to a client that knows no notes, and answers one that does; the display hears of neither", async () => {
    const [plain, noted] = [open(), open()];
    for (const browser of [plain, noted]) await browser.shakeHands();
    noted.ws.send(JSON.stringify({ type: "ping", id: 3 }));
    await expect.poll(() => noted.notes.map(({ type }) => type)).toEqual(["pong", "company"]);
    expect(noted.notes[1]).toMatchObject({
      people: [
        { mode: "control", here: false },
        { mode: "control", here: true },
      ],
    });
    plain.ws.close();
    await expect.poll(() => noted.notes.at(-1)).toMatchObject({ people: [{ here: true }] });
    expect(plain.notes).toEqual([]);
    expect(received.length).toBe(0);
    noted.ws.send("not a note");
    expect(await noted.closed).toEqual(closedWith("client-protocol"));
  });

  test("is handed over to one who watches, on record, and then not to be had by others", async () => {
    const ada = open();
    await ada.shakeHands();
    access.admission = { mode: "view", person: { id: "b", email: "ben@example.org", name: "Ben", role: "user" } };
    const ben = open();
    await ben.shakeHands();
    access.admission = {};
    const { company } = consoles.live;
    const handOver = vi.spyOn(company, "handOver");
    ada.ws.send(JSON.stringify({ type: "hand-over", to: crypto.randomUUID() }));
    await expect.poll(() => handOver.mock.results).toHaveLength(1);
    expect(handOver.mock.results[0]?.value).toBeNull();
    const ids = consoles.live.ids();
    const from = handOver.mock.calls[0]?.[0];
    if (!from) throw new Error("nobody asked");
    expect(company.handOver(from, ids[1] ?? "")?.admission.person.name).toBe("Ben");
    expect(await ada.closed).toEqual(closedWith("driver-changed"));
    expect(await open().closed).toEqual(closedWith("console-driven"));
  });

  test("ends at once where somebody took the machine over while it was opening", async () => {
    const recorded = Promise.withResolvers<void>();
    const record = access.opened.bind(access);
    access.opened = async (admission) => {
      await recorded.promise;
      await record(admission);
    };
    const late = open();
    await expect.poll(() => display.sockets.size).toBe(1);
    access.opened = record;
    access.admission = { takeOver: true, person: { id: "o", email: "olga@example.org", name: "Olga", role: "operator" } };
    await open().shakeHands();
    recorded.resolve();
    expect(await late.closed).toEqual(closedWith("console-driven"));
  });

  test("in view mode lets no key through", async () => {
    access.admission = { mode: "view" };
    const browser = open();
    await browser.shakeHands();
    const request = Buffer.of(3, 0, 0, 0, 0, 0, 1, 0, 1, 0);
    browser.ws.send(Buffer.concat([Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61), Buffer.of(5, 1, 0, 0, 0, 0), request]));
    await expect.poll(() => received).toEqual(request);
    browser.ws.send(Buffer.of(99));
    expect(await browser.closed).toEqual(closedWith("client-protocol"));
  });

  test.each([
    ["user", false],
    ["operator", true],
  ] as const)("of a %s: power over VNC (xvp) passes: %s", async (role, passes) => {
    access.admission = { person: { id: "p", email: "p@example.org", name: "P", role } };
    const browser = open();
    await browser.shakeHands();
    const key = Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61);
    const reset = Buffer.of(250, 0, 1, 4);
    browser.ws.send(Buffer.concat([key, reset, key]));
    await expect.poll(() => received).toEqual(Buffer.concat(passes ? [key, reset, key] : [key, key]));
  });

  test("lets no text into the machine where the rules forbid it, whoever sends it", async () => {
    const person = { id: "p", email: "p@example.org", name: "P", role: "admin" as const };
    access.admission = { person, exchange: { ...everythingAllowed, clipboardToMachine: false } };
    const browser = open();
    await browser.shakeHands();
    const key = Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61);
    const text = Buffer.of(6, 0, 0, 0, 0, 0, 0, 2, 0x61, 0x62);
    browser.ws.send(Buffer.concat([text, key]));
    await expect.poll(() => received).toEqual(key);
  });

  test("ends when the machine is powered off, and says so", async () => {
    const browser = open();
    await browser.shakeHands();
    machines.state = "shutoff";
    for (const socket of display.sockets) socket.end();
    expect(await browser.closed).toEqual(closedWith("machine-off"));
    await expect.poll(() => access.log).toEqual(["opened c1", `closed c1 machine-off ${errorRow("machine-off").close}`]);
  });

  test("ends when the display closes while the machine runs on, also by a reset", async () => {
    const browser = open();
    await browser.shakeHands();
    for (const socket of display.sockets) socket.resetAndDestroy();
    expect(await browser.closed).toEqual(closedWith("display-closed"));
  });

  test("frees the display when the browser leaves, in order or not", async () => {
    const [first, second] = [open(), open()];
    await Promise.all([first.shakeHands(), second.shakeHands()]);
    first.ws.close(1000);
    second.ws.terminate();
    await expect.poll(() => display.sockets.size).toBe(0);
    await expect.poll(() => access.log.toSorted()).toEqual(["closed c1 null 1000", "closed c2 null 1006", "opened c1", "opened c2"]);
    expect(consoles.live.size).toBe(0);
  });

  test("is closed with 1012 when the relay ends, and new ones are refused", async () => {
    const browser = open();
    await browser.shakeHands();
    await consoles.close();
    expect(await browser.closed).toEqual({ code: 1012, reason: "restarting" });
    expect(access.log).toEqual(["opened c1", "closed c1 restarting 1012"]);
    expect(await open().closed).toEqual({ code: 1012, reason: "restarting" });
  });

  test("is closed when its right is taken away", async () => {
    const browser = open();
    await browser.shakeHands();
    consoles.live.end(["c1", "unknown"], "revoked");
    expect(await browser.closed).toEqual(closedWith("revoked"));
  });

  test("is dropped when its browser has not answered two pings", async () => {
    const [deaf, alive] = [open(), open()];
    await Promise.all([deaf.shakeHands(), alive.shakeHands()]);
    deaf.ws.pause();
    for (let turn = 0; turn < 3; turn++) {
      const pinged = once(alive.ws, "ping");
      consoles.live.ping();
      await pinged;
      await expect.poll(() => alive.ws.readyState).toBe(WebSocket.OPEN);
      // The pong of this turn has to arrive before the next one.
      alive.ws.send(Buffer.of(turn));
      await expect.poll(() => received.at(-1)).toBe(turn);
    }
    deaf.ws.resume();
    expect(await deaf.closed).toEqual(closedWith("client-too-slow"));
    expect(alive.ws.readyState).toBe(WebSocket.OPEN);
  });
});

test("the store hears every 30 s which consoles are open or opening, and of no other", async () => {
  const { display: ask } = machines;
  const live = open();
  await live.shakeHands();
  const asked = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  machines.display = async () => {
    asked.resolve();
    await reached.promise;
    return ask();
  };
  const opening = open();
  await asked.promise;
  vi.advanceTimersByTime(30_000);
  expect(access.log).toEqual(["opened c1", "carried c2 c1"]);

  access.opened = () => Promise.reject(new OrielError("store-unavailable"));
  access.closed = () => Promise.reject(new OrielError("store-unavailable"));
  reached.resolve();
  expect(await opening.closed).toEqual(closedWith("store-unavailable"));
  live.ws.close();
  await expect.poll(() => consoles.live.size).toBe(0);
  vi.advanceTimersByTime(30_000);
  expect(access.log.slice(2)).toEqual(["carried "]);
});

describe("a serial console", () => {
  beforeEach(() => {
    access.admission = { protocol: "serial" };
  });

  test("is copied both ways; a watcher's bytes reach nobody", async () => {
    const browser = open();
    await expect.poll(() => machines.lines.length).toBe(1);
    await browser.say("ls\n");
    // The fake line says back what it is told.
    await expect.poll(() => browser.got.toString()).toBe("ls\n");
    browser.ws.close();
    await expect.poll(() => consoles.live.size).toBe(0);

    access.admission = { protocol: "serial", mode: "view" };
    const watcher = open();
    await watcher.say("rm\n");
    await expect.poll(() => machines.lines.length).toBe(2);
    machines.lines[1]?.write("login: ");
    await expect.poll(() => watcher.got.toString()).toBe("login: ");
  });

  test("starts its machine where that is asked for, and not otherwise", async () => {
    machines.state = "shutoff";
    access.admission = { protocol: "serial", start: true };
    const browser = open();
    await browser.say("ls\n");
    await expect.poll(() => browser.got.toString()).toBe("ls\n");
    expect([machines.state, machines.starts]).toEqual(["running", 1]);
    browser.ws.close();
    await expect.poll(() => consoles.live.size).toBe(0);
    // One that runs already is only attached to.
    const again = open();
    await again.say("ls\n");
    expect(machines.starts).toBe(1);
    again.ws.close();
  });

  test("is one of several: each line has a holder of its own", async () => {
    const first = open();
    await expect.poll(() => consoles.live.size).toBe(1);
    access.admission = { protocol: "serial", device: 1 };
    const second = open();
    await expect.poll(() => consoles.live.size).toBe(2);
    expect(await open().closed).toEqual(closedWith("console-held"));
    for (const { ws } of [first, second]) ws.close();
  });

  test("is held: a second one is refused, and taken over on demand", async () => {
    const first = open();
    await expect.poll(() => consoles.live.size).toBe(1);
    expect(await open().closed).toEqual(closedWith("console-held"));
    expect(access.log).toContain("failed c2 console-held");
    access.admission = { protocol: "serial", takeOver: true };
    const second = open();
    expect(await first.closed).toEqual(closedWith("console-taken"));
    await expect.poll(() => consoles.live.size).toBe(1);
    second.ws.close();
  });

  test("that somebody else holds is tried again for a moment", async () => {
    machines.serialError = new OrielError("console-held");
    const refused = open();
    expect(await refused.closed).toEqual(closedWith("console-held"));
    const browser = open();
    machines.serialError = null;
    await once(browser.ws, "open");
  });
});

describe("hostile clients", () => {
  test("2,001 headers", async () => {
    const socket = connect(Number(address.split(":")[1]), "127.0.0.1");
    const headers = Array.from({ length: 2001 }, (_, index) => `x-${index}: 1`).join("\r\n");
    socket.write(`GET ${CONSOLE_PATH} HTTP/1.1\r\nhost: ${address}\r\n${headers}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`);
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("200,000 fragments of one byte", async () => {
    const browser = open();
    await browser.shakeHands();
    for (let sent = 0; sent < 200_000 && browser.ws.readyState === WebSocket.OPEN; sent++) browser.ws.send(Buffer.of(1), { fin: false });
    expect((await browser.closed).code).toBe(1008);
    await expect.poll(() => access.log.at(-1)).toContain("client-protocol");
  });

  test("a message longer than 1 MiB", async () => {
    const browser = open();
    await browser.shakeHands();
    browser.ws.send(Buffer.alloc(1024 * 1024 + 1));
    expect((await browser.closed).code).toBe(1009);
  });

  test("a flood from one address is refused while it lasts, and others are not", async () => {
    const hung = createServer(() => {});
    hung.listen(0, "127.0.0.1");
    await once(hung, "listening");
    machines.port = (hung.address() as AddressInfo).port;
    const flood = Array.from({ length: 60 }, () => open());
    const refused = await Promise.all(flood.slice(50).map((browser) => browser.closed));
    expect(refused).toEqual(Array(10).fill(closedWith("too-many-consoles")));
    for (const browser of flood) browser.ws.terminate();
    hung.close();
  });
});
