import { createServer } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type FakeDisplay, startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { ChannelType } from "#e2e/fakes/spice-protocol.ts";
import { type SpiceScript, startSpiceServer } from "#e2e/fakes/spice-server.ts";
import { OrielError } from "#server/errors.ts";
import { type ConsoleToVerify, verifyConsole } from "./verify-console.ts";

const { main, display } = ChannelType;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const xmlOf = (protocol: string, port: number, more = "") =>
  `<domain type='qemu' id='3'><devices><graphics type='${protocol}' port='${port}' listen='127.0.0.1' ${more}/></devices></domain>`;

/** Verifies a console. @returns what was told, in that order, and the outcome */
async function verified(console: Pick<ConsoleToVerify, "xml" | "protocol"> & Partial<ConsoleToVerify>): Promise<string[]> {
  const told: string[] = [];
  const passed = await verifyConsole(
    {
      authorities: [],
      checkRun: async () => {},
      openSerial: () => Promise.reject(new OrielError("machine-off")),
      deadlineMs: 5_000,
      ...console,
    },
    (step, state, error) => told.push([step, state, error?.code].filter(Boolean).join(" ")),
  );
  return [...told, passed ? "passed" : "not passed"];
}

/** The answer to the first request: a whole screen of 640 x 480, a byte a pixel. */
const wholeScreen = Buffer.concat([
  Buffer.of(0, 0, 0, 1, 0, 0, 0, 0, 640 >> 8, 640 & 255, 480 >> 8, 480 & 255, 0, 0, 0, 0),
  Buffer.alloc(640 * 480),
]);

async function vncServer(port = 0): Promise<FakeDisplay> {
  const server = await startFakeDisplay("a guest", (socket) => socket.write(wholeScreen), port);
  undo.push(() => server.close());
  return server;
}

const works = ["dial ok", "authenticate ok", "protected skipped", "first-frame ok", "passed"];

/** A port that is free a moment later. */
async function freePort(): Promise<number> {
  const { port, close } = await startFakeDisplay("", () => {});
  await close();
  return port;
}

describe("a machine that comes up", () => {
  test("is waited for until its display listens", async () => {
    const port = await freePort();
    const asked = verified({ xml: xmlOf("vnc", port), protocol: "vnc" });
    await sleep(600);
    await vncServer(port);
    expect(await asked).toEqual(works);
  });

  test("is tried again where it closes at first; each step is told once", async () => {
    const good = await vncServer();
    let closed = 0;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      closed++;
      if (closed === 1) socket.destroy();
      else if (closed === 2) socket.end("RFB 003.008\n");
      else if (closed === 3)
        good.server.emit(
          "connection",
          socket.once("data", () => setTimeout(() => socket.destroy(), 50)),
        );
      else good.server.emit("connection", socket);
    }).listen(0, "127.0.0.1");
    undo.push(() => server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    expect(await verified({ xml: xmlOf("vnc", address.port), protocol: "vnc" })).toEqual(works);
    expect(closed).toBeGreaterThanOrEqual(3);
  });

  test("is given up at the deadline, at the step that it got to", async () => {
    const port = await freePort();
    expect(await verified({ xml: xmlOf("vnc", port), protocol: "vnc", deadlineMs: 700 })).toEqual([
      "dial failed display-unreachable",
      "authenticate skipped",
      "protected skipped",
      "first-frame skipped",
      "not passed",
    ]);
    const dark = await startFakeDisplay("dark", () => {});
    undo.push(() => dark.close());
    expect(await verified({ xml: xmlOf("vnc", dark.port), protocol: "vnc", deadlineMs: 700 })).toEqual([
      "dial ok",
      "authenticate ok",
      "protected skipped",
      "first-frame failed display-silent",
      "not passed",
    ]);
    await expect.poll(() => dark.sockets.size).toBe(0);
  });

  test("is not waited for where it is off, or another run", async () => {
    const { port } = await vncServer();
    const began = performance.now();
    const checkRun = () => Promise.reject(new OrielError("machine-off"));
    const told = await verified({ xml: xmlOf("vnc", port), protocol: "vnc", deadlineMs: 20_000, checkRun });
    expect(told.slice(0, 2)).toEqual(["dial ok", "authenticate failed machine-off"]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe("a SPICE display", () => {
  async function spice(script: Partial<SpiceScript>) {
    const { spice: server, port, close } = await startSpiceServer(script);
    undo.push(close);
    return { server, port, mains: () => server.channels.filter(({ type }) => type === main).length };
  }

  test("is tried beside whoever has it, without a picture", async () => {
    const { server, port, mains } = await spice({ password: "s3cret" });
    const told = ["dial ok", "authenticate ok", "protected ok", "first-frame skipped console-held", "passed"];
    expect(await verified({ xml: xmlOf("spice", port, "passwd='s3cret'"), protocol: "spice", isHeld: async () => true })).toEqual(told);
    expect(server.tickets).toEqual(["s3cret", expect.stringMatching(/^[\w-]{8}$/)]);
    expect(mains()).toBe(0);
    const wrong = { xml: xmlOf("spice", port, "passwd='old'"), protocol: "spice" as const, isHeld: async () => true };
    expect((await verified(wrong)).slice(0, 2)).toEqual(["dial ok", "authenticate failed display-refused"]);
    expect((await verified({ xml: xmlOf("spice", port), protocol: "spice", isHeld: async () => true }))[1]).toBe(
      "authenticate failed display-refused",
    );
  });

  test("is left to whoever takes it in the middle", async () => {
    let taken = false;
    const take = (channel: { close(): void }) => {
      taken = true;
      channel.close();
    };
    const { port, mains } = await spice({ instead: { [display]: take } });
    expect(await verified({ xml: xmlOf("spice", port), protocol: "spice", isHeld: async () => taken })).toEqual([
      "dial ok",
      "authenticate ok",
      "protected skipped",
      "first-frame skipped console-held",
      "passed",
    ]);
    expect(mains()).toBe(1);
  });

  test("that ends the session is not dialled again: it may be somebody's by then", async () => {
    const { port, mains } = await spice({ instead: { [display]: (channel) => channel.close() } });
    const told = await verified({ xml: xmlOf("spice", port), protocol: "spice" });
    expect(told.slice(-2)).toEqual(["first-frame failed display-closed", "not passed"]);
    expect(mains()).toBe(1);
  });

  test("that lets a stranger in still shows what it shows", async () => {
    const { port } = await spice({ password: null });
    expect(await verified({ xml: xmlOf("spice", port, "passwd='believed'"), protocol: "spice" })).toEqual([
      "dial ok",
      "authenticate ok",
      "protected failed display-unprotected",
      "first-frame ok",
      "not passed",
    ]);
  });

  test("takes the password that is given before that of the XML", async () => {
    const { server, port } = await spice({ password: "fresh" });
    const xml = xmlOf("spice", port, "passwd='spent' passwdValidTo='2001-01-01T00:00:00'");
    expect((await verified({ xml, protocol: "spice", password: "fresh" })).at(-1)).toBe("passed");
    expect(server.tickets[0]).toBe("fresh");
    expect((await verified({ xml, protocol: "spice" })).slice(0, 2)).toEqual(["dial ok", "authenticate failed display-refused"]);
  });
});

test.each([
  ["no screen", "", "first-frame skipped no-such-display"],
  ["a virtual GPU that shows none", "<hostdev mode='subsystem' type='mdev' model='vfio-pci'/>", "first-frame skipped no-such-display"],
  ["a virtual GPU that shows its own", "<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'/>", "first-frame ok"],
])("a machine with the video model none and %s", async (_, devices, told) => {
  const { port } = await vncServer();
  const xml = xmlOf("vnc", port).replace("</devices>", `<video><model type='none'/></video>${devices}</devices>`);
  expect((await verified({ xml, protocol: "vnc" })).slice(-2)).toEqual([told, "passed"]);
});

describe("what cannot be made out", () => {
  test("is a failure of the first step, and nothing is thrown", async () => {
    const rest = ["authenticate skipped", "protected skipped", "first-frame skipped", "not passed"];
    expect(await verified({ xml: "<network/>", protocol: "vnc" })).toEqual(["dial failed internal", ...rest]);
    expect(await verified({ xml: xmlOf("vnc", 5901), protocol: "spice" })).toEqual(["dial failed no-such-display", ...rest]);
    expect(await verified({ xml: xmlOf("spice", 1), protocol: "spice", isHeld: () => Promise.reject(new Error("lost")) })).toEqual([
      "dial failed internal",
      ...rest,
    ]);
  });

  test("is skipped where the portal would not dial it", async () => {
    const told = await verified({ xml: xmlOf("vnc", 80), protocol: "vnc" });
    expect([told[0], told.at(-1)]).toEqual(["dial skipped display-address", "passed"]);
  });
});

describe("a serial line", () => {
  test("is opened and closed, be it broken off", async () => {
    const line = new Duplex({ read() {}, write() {} });
    const open = async () => {
      setImmediate(() => line.destroy(new Error("taken over")));
      return line;
    };
    expect(await verified({ xml: "", protocol: "serial", openSerial: open })).toEqual(["serial ok", "passed"]);
    expect(line.closed).toBe(true);
  });

  test("that somebody holds is there", async () => {
    const held = () => Promise.reject(new OrielError("console-held"));
    expect(await verified({ xml: "", protocol: "serial", openSerial: held })).toEqual(["serial ok", "passed"]);
    expect(await verified({ xml: "", protocol: "serial" })).toEqual(["serial failed machine-off", "not passed"]);
  });
});
