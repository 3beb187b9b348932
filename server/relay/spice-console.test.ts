import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWebSocketStream } from "ws";
import type { ConsoleClient } from "#e2e/fakes/console-client.ts";
import { type ConsoleStage, closedWith, startConsoleStage } from "#e2e/fakes/console-stage.ts";
import type { SpiceChannel } from "#e2e/fakes/spice-channel.ts";
import { LinkRefused, linkChannel, openMain } from "#e2e/fakes/spice-client.ts";
import { Agent, ChannelType, LinkError, Say, Told, u32 } from "#e2e/fakes/spice-protocol.ts";
import { type ListeningSpiceServer, startSpiceServer } from "#e2e/fakes/spice-server.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import type { Admission } from "./admission.ts";

let stage: ConsoleStage;
let server: ListeningSpiceServer;

/** The connections that the display has. */
const sockets = new Set<Socket>();
const endAll = () => {
  for (const socket of sockets) socket.end();
};
const resetAll = () => {
  for (const socket of sockets) socket.resetAndDestroy();
};

beforeEach(async () => {
  stage = await startConsoleStage();
  server = await startSpiceServer({ password: "s3cret" });
  sockets.clear();
  server.listener.on("connection", (socket) => sockets.add(socket));
  stage.access.admission = { protocol: "spice" };
  Object.assign(stage.machines, { port: server.port, password: "s3cret" });
});
afterEach(async () => {
  await stage.stop();
  await server.close();
});

let tickets = 0;
const newTicket = () => `ticket-${String(++tickets).padStart(16, "0")}`;

function open(ticket: string, cookie?: string): ConsoleClient {
  return stage.open({ protocols: ["binary", `oriel.ticket.${ticket}`], ...(cookie !== undefined && { cookie }) });
}

/** The main channel of a new console. */
async function main(ticket = newTicket()): Promise<{ ticket: string; client: ConsoleClient; main: SpiceChannel; sessionId: number }> {
  const client = open(ticket);
  return { ticket, client, ...(await openMain(createWebSocketStream(client.ws))) };
}

/** A further channel of a console. */
async function join(ticket: string, type: number, connectionId: number): Promise<{ client: ConsoleClient; channel: SpiceChannel }> {
  const client = open(ticket);
  const before = server.spice.channels.length;
  const channel = await linkChannel(createWebSocketStream(client.ws), { type, connectionId });
  if (type === display) channel.send(Told.display.init, Buffer.alloc(14));
  await expect.poll(() => server.spice.channels.length).toBeGreaterThan(before);
  return { client, channel };
}

const { display, inputs, cursor, playback, record, smartcard, usbredir, port, webdav } = ChannelType;

/** How a link is refused, and how its WebSocket closes. */
async function refused(ticket: string, type: number, connectionId: number, cookie?: string) {
  const client = open(ticket, cookie);
  const error = await linkChannel(createWebSocketStream(client.ws), { type, connectionId }).catch((caught) => caught);
  return { linkError: error instanceof LinkRefused ? error.error : null, closed: await client.closed };
}

describe("the channels of a console", () => {
  test("are linked each with the display's password, which no browser gives, as one console", async () => {
    const { ticket, sessionId, client } = await main();
    for (const type of [display, inputs, cursor, playback]) await join(ticket, type, sessionId);
    expect(server.spice.channels.map(({ type }) => type)).toEqual([ChannelType.main, display, inputs, cursor, playback]);
    expect(server.spice.tickets).toEqual(Array(5).fill("s3cret"));
    expect(stage.access.log).toEqual(["opened c1"]);
    expect(client.got.includes("s3cret")).toBe(false);
  });

  test("carry bytes both ways, which count for the one console", async () => {
    const { ticket, sessionId, client, main: mainChannel } = await main();
    const { channel, client: child } = await join(ticket, inputs, sessionId);
    void channel.listen(() => {});
    channel.send(Told.inputs.keyDown, Buffer.alloc(100_000));
    await expect.poll(() => server.spice.heard(inputs, Told.inputs.keyDown)).toHaveLength(1);
    server.spice.last(inputs)?.send(Say.inputs.keyModifiers, Buffer.alloc(200_000));
    mainChannel.send(Told.main.attachChannels);
    await expect.poll(() => mainChannel.received.some(({ type }) => type === Say.main.channelsList)).toBe(true);
    await child.gets(200_000);
    client.ws.close();
    await expect.poll(() => stage.access.ended?.bytesUp).toBeGreaterThan(100_000);
    expect(stage.access.ended?.bytesDown).toBeGreaterThan(200_000);
  });

  test.each([["control", [record, smartcard, usbredir, port, webdav]] as const, ["view", [inputs, record, usbredir, webdav]] as const])(
    "in mode %s leave out what is not for it",
    async (mode, types) => {
      stage.access.admission = { protocol: "spice", mode };
      const { ticket, sessionId } = await main();
      for (const type of types)
        expect(await refused(ticket, type, sessionId)).toEqual({
          linkError: LinkError.channelNotAvailable,
          closed: closedWith("not-allowed"),
        });
      await join(ticket, display, sessionId);
      expect(server.spice.channels.map(({ type }) => type)).toEqual([ChannelType.main, display]);
    },
  );

  test("are of its own session, of its own sign-in, and no second main one", async () => {
    const { ticket, sessionId, client } = await main();
    const foreign = { linkError: LinkError.badConnectionId, closed: closedWith("client-protocol") };
    expect(await refused(ticket, display, sessionId + 1)).toEqual(foreign);
    expect(await refused(ticket, display, 0)).toEqual(foreign);
    expect(await refused(ticket, display, sessionId, "s=2")).toEqual({ linkError: null, closed: closedWith("ticket-foreign") });
    const second = { linkError: LinkError.permissionDenied, closed: closedWith("ticket-used") };
    expect(await refused(ticket, ChannelType.main, 0)).toEqual(second);
    expect(client.ws.readyState).toBe(client.ws.OPEN);
    expect(server.spice.channels).toHaveLength(1);
  });

  test("cannot join before the display has told its session, and may afterwards", async () => {
    const told = Promise.withResolvers<void>();
    server.spice.script.instead = {
      [ChannelType.main]: async (channel) => {
        channel.send(Say.setAck, u32(1, 20));
        await told.promise;
        channel.send(Say.main.init, u32(77, 1, 3, 2, 0, 10, 1, 0));
      },
    };
    const ticket = newTicket();
    const client = open(ticket);
    await linkChannel(createWebSocketStream(client.ws), { type: ChannelType.main });
    expect((await refused(ticket, display, 0)).linkError).toBe(LinkError.badConnectionId);
    expect((await refused(ticket, display, 77)).linkError).toBe(LinkError.badConnectionId);
    const before = client.got.length;
    told.resolve();
    await client.gets(before + 6 + 32);
    // The fake server's own number is another one: what the relay checks is passed on as it is.
    expect((await refused(ticket, cursor, 77)).closed).toEqual(closedWith("display-closed"));
    expect(server.spice.tickets).toHaveLength(2);
  });

  test("are at most 17", async () => {
    const { ticket } = await main();
    const idle = Array.from({ length: 16 }, () => open(ticket));
    await Promise.all(idle.map(({ ws }) => once(ws, "open")));
    expect(await open(ticket).closed).toEqual(closedWith("too-many-consoles"));
    for (const { ws } of idle) ws.terminate();
    await expect.poll(async () => (await refused(ticket, record, 1)).closed).toEqual(closedWith("not-allowed"));
  });

  test("end with the main one, and say the same", async () => {
    const { ticket, sessionId, client } = await main();
    const children = [await join(ticket, display, sessionId), await join(ticket, inputs, sessionId)];
    stage.consoles.live.end(["c1"], "revoked");
    for (const ended of [client, ...children.map((child) => child.client)]) expect(await ended.closed).toEqual(closedWith("revoked"));
    await expect.poll(() => stage.access.log).toEqual(["opened c1", "closed c1 revoked 4460"]);
    expect((await refused(ticket, display, sessionId)).closed).toEqual(closedWith("ticket-used"));
    await expect.poll(() => server.spice.channels.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  test("end in order when the browser ends the main one", async () => {
    const { ticket, sessionId, client } = await main();
    const child = await join(ticket, display, sessionId);
    client.ws.close(1000);
    expect((await child.client.closed).code).toBe(1000);
  });

  test("all say that the machine was powered off, whichever hears of it first", async () => {
    const { ticket, sessionId, client } = await main();
    const child = await join(ticket, display, sessionId);
    stage.machines.state = "shutoff";
    server.spice.last(display)?.close();
    expect(await child.client.closed).toEqual(closedWith("machine-off"));
    server.spice.hangUp();
    expect(await client.closed).toEqual(closedWith("machine-off"));
  });

  test("fail alone: the console goes on, and the channel can be had again", async () => {
    const { ticket, sessionId, client } = await main();
    const child = await join(ticket, display, sessionId);
    server.spice.last(display)?.close();
    expect(await child.client.closed).toEqual(closedWith("display-closed"));
    server.spice.script.refuse = { [playback]: LinkError.channelNotAvailable };
    expect(await refused(ticket, playback, sessionId)).toEqual({
      linkError: LinkError.channelNotAvailable,
      closed: closedWith("display-refused"),
    });
    await join(ticket, display, sessionId);
    expect(client.ws.readyState).toBe(client.ws.OPEN);
  });

  test("are dialled in the run of the machine that the main one is of", async () => {
    const { ticket, sessionId, client } = await main();
    stage.machines.runtimeId = 2;
    expect((await refused(ticket, display, sessionId)).closed).toEqual(closedWith("machine-changed"));
    expect(server.spice.channels).toHaveLength(1);
    client.ws.close();
  });
});

describe("the main channel", () => {
  test("500 links in a row: none is refused, and every ticket has its whole length", async () => {
    for (let turn = 0; turn < 500; turn++) {
      const { client } = await main();
      client.ws.terminate();
      await expect.poll(() => stage.consoles.live.size, { interval: 1 }).toBe(0);
    }
    // The fake server takes exactly 128 bytes for each.
    expect(server.spice.tickets).toEqual(Array(500).fill("s3cret"));
  }, 120_000);

  test("begins a session: nothing else may", async () => {
    expect(await refused(newTicket(), display, 0)).toEqual({ linkError: LinkError.badConnectionId, closed: closedWith("client-protocol") });
    expect(await refused(newTicket(), ChannelType.main, 5)).toEqual({
      linkError: LinkError.badConnectionId,
      closed: closedWith("client-protocol"),
    });
    expect(server.spice.channels).toEqual([]);
  });

  test("of a browser that does not speak SPICE", async () => {
    const client = open(newTicket());
    await client.say("GET / HTTP/1.1\r\n\r\n");
    expect(await client.closed).toEqual(closedWith("client-protocol"));
    await expect.poll(() => stage.access.log).toEqual(["opened c1", "closed c1 client-protocol 4461"]);
  });

  test.each([
    ["in order, as when a viewer outside the portal comes", () => endAll(), "console-taken"],
    ["by a reset, as when it had not read all that it was sent", () => resetAll(), "console-taken"],
  ] as const)("that the display ends %s is told as such", async (_, end, code) => {
    const { client } = await main();
    end();
    expect(await client.closed).toEqual(closedWith(code));
  });

  test("in view mode keeps what could change the guest from it", async () => {
    stage.access.admission = { protocol: "spice", mode: "view" };
    const { main: channel } = await main();
    channel.send(Told.main.mouseModeRequest, u32(1));
    channel.send(Told.main.agentStart, u32(10));
    channel.send(Told.main.agentData, Buffer.alloc(40));
    channel.send(Told.main.attachChannels);
    await expect.poll(() => server.spice.heard(ChannelType.main, Told.main.attachChannels)).toHaveLength(1);
    const heard = new Set(server.spice.heard(ChannelType.main).map(({ type }) => type));
    expect(heard).toEqual(new Set([Told.ackSync, Told.pong, Told.main.attachChannels]));
  });
});

test("of the agent's messages those that the rules forbid come through blank, both ways, and each is still counted", async () => {
  server.spice.script.agent = true;
  stage.access.admission = { protocol: "spice", exchange: { ...everythingAllowed, clipboardFromMachine: false } };
  const { main: channel, client } = await main();
  const say = (type: number, ...data: Buffer[]) => {
    const body = Buffer.concat(data);
    channel.send(Told.main.agentData, Buffer.concat([u32(1, type, 0, 0, body.length), body]));
  };
  const agent = () => server.spice.agent;
  const heard = () => agent()?.heard.map(({ type }) => type);
  const types = () => channel.received.filter(({ type }) => type === Say.main.agentData).map(({ body }) => body.readUInt32LE(4));
  channel.send(Told.main.agentStart, u32(10));
  await expect.poll(types).toEqual([Agent.announceCapabilities]);
  agent()?.copy("canary");
  say(Agent.clipboardRequest, u32(0), u32(1));
  say(Agent.clipboardGrab, u32(0), u32(1));
  say(Agent.clipboard, u32(0), u32(1), Buffer.from("from here"));
  await expect.poll(heard).toEqual([0, Agent.clipboardGrab, Agent.clipboard]);
  expect(agent()?.pasted).toEqual(["from here"]);
  // A guest that sends it unasked.
  agent()?.say(Agent.clipboard, u32(0), u32(1), Buffer.from("canary"));
  agent()?.say(Agent.reply, u32(1, 2));
  await expect.poll(() => types().at(-1)).toBe(Agent.reply);
  expect(types()).toEqual([Agent.announceCapabilities, 0, 0, Agent.reply]);
  expect(client.got.includes("canary")).toBe(false);
  expect(channel.received.filter(({ type }) => type === Say.main.agentToken)).toHaveLength(3);
});

describe("a display that refuses", () => {
  test("a password: once more with another, which the browser never hears of", async () => {
    stage.machines.password = "old";
    const asked: unknown[] = [];
    const { display: ask } = stage.machines;
    stage.machines.display = async (...args: unknown[]) => {
      asked.push(args[2]);
      if (args[2]) stage.machines.password = "s3cret";
      return ask();
    };
    await main();
    expect(server.spice.tickets).toEqual(["old", "s3cret"]);
    expect(asked).toEqual([undefined, { password: "old" }]);
  });

  test("the fresh password too: in SPICE's way and by a code", async () => {
    stage.machines.password = "wrong";
    expect(await refused(newTicket(), ChannelType.main, 0)).toEqual({
      linkError: LinkError.permissionDenied,
      closed: closedWith("display-refused"),
    });
    await expect.poll(() => stage.access.log).toEqual(["opened c1", "closed c1 display-refused 4431"]);
    expect(stage.access.ended?.details).toContain("password");
    expect(server.spice.tickets).toEqual(["wrong", "wrong"]);
    await expect.poll(() => stage.consoles.live.size).toBe(0);
  });

  test("by never answering is given up", async () => {
    server.spice.script.stall = [ChannelType.main];
    expect((await refused(newTicket(), ChannelType.main, 0)).closed).toEqual(closedWith("display-unreachable"));
  }, 20_000);

  test("by hanging up, or by garbage", async () => {
    for (const answer of [null, Buffer.from("SSH-2.0-OpenSSH_9.2p1 and more")]) {
      const other = createServer((socket) => {
        socket.on("error", () => {});
        if (answer === null) socket.destroy();
        else socket.write(answer);
      }).listen(0, "127.0.0.1");
      await once(other, "listening");
      stage.machines.port = (other.address() as AddressInfo).port;
      expect((await refused(newTicket(), ChannelType.main, 0)).closed).toEqual(closedWith("display-protocol"));
      other.close();
    }
  });
});

describe("one person at a time", () => {
  const person = (id: string, role: "user" | "operator") => ({ id, email: `${id}@example.org`, name: id, role });
  const take = (by: Partial<Admission>) => {
    stage.access.admission = { protocol: "spice", takeOver: true, ...by };
  };

  test("a second console is refused, and the display hears nothing of it", async () => {
    const { client } = await main();
    expect(await open(newTicket()).closed).toEqual(closedWith("console-held"));
    expect(stage.access.log).toEqual(["opened c1", "failed c2 console-held"]);
    expect(server.spice.channels).toHaveLength(1);
    expect(client.ws.readyState).toBe(client.ws.OPEN);
  });

  test("of many at once one opens", async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => main().then(() => "open", String)));
    expect(outcomes.filter((outcome) => outcome === "open")).toHaveLength(1);
    expect(server.spice.channels).toHaveLength(1);
  });

  test("one's own is taken over on demand; every channel of it ends first, and on record", async () => {
    take({ takeOver: false, person: person("ada", "user") });
    const { ticket, sessionId, client } = await main();
    const child = await join(ticket, display, sessionId);
    take({ person: person("ada", "user") });
    const second = await main();
    expect(await Promise.all([client.closed, child.client.closed])).toEqual([closedWith("console-taken"), closedWith("console-taken")]);
    expect(stage.access.log).toEqual(["opened c1", "closed c1 console-taken 4441", "opened c2"]);
    await join(second.ticket, display, second.sessionId);
    expect(second.client.ws.readyState).toBe(second.client.ws.OPEN);
  });

  test("somebody else's only by those who have the right to", async () => {
    const { client } = await main();
    take({ person: person("ben", "user") });
    expect(await open(newTicket()).closed).toEqual(closedWith("not-allowed"));
    expect(client.ws.readyState).toBe(client.ws.OPEN);
    take({ person: person("eve", "operator") });
    await main();
    expect(await client.closed).toEqual(closedWith("console-taken"));
  });

  test("one that is still being linked is taken over too, and links no more", async () => {
    const first = open(newTicket());
    await expect.poll(() => stage.consoles.live.size).toBe(1);
    take({});
    const { client } = await main();
    expect(await first.closed).toEqual(closedWith("console-taken"));
    first.ws.on("error", () => {});
    expect(server.spice.channels).toHaveLength(1);
    expect(client.ws.readyState).toBe(client.ws.OPEN);
  });

  test("a console that ended while it was opening is free for the next", async () => {
    const { display: ask } = stage.machines;
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    stage.machines.display = async () => {
      asked.resolve();
      await answered.promise;
      return ask();
    };
    const revoked = open(newTicket());
    await asked.promise;
    stage.consoles.live.end(["c1"], "revoked");
    answered.resolve();
    expect(await revoked.closed).toEqual(closedWith("revoked"));
    expect(stage.access.log).toEqual(["failed c1 revoked"]);
    await main();
  });

  test("100 take-overs in a row leave one console and no connection behind", async () => {
    take({});
    const clients: ConsoleClient[] = [];
    for (let turn = 0; turn < 100; turn++) {
      const { ticket, sessionId, client } = await main();
      await join(ticket, display, sessionId);
      clients.push(client);
    }
    const last = clients.pop();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(Array(99).fill(closedWith("console-taken")));
    expect(last?.ws.readyState).toBe(last?.ws.OPEN);
    await expect.poll(() => server.spice.channels.filter(({ isOpen }) => isOpen)).toHaveLength(2);
    expect(stage.consoles.live.size).toBe(1);
  }, 60_000);
});
