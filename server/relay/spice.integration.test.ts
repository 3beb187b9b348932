import { randomUUID } from "node:crypto";
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWebSocketStream } from "ws";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { ConsoleClient } from "#e2e/fakes/console-client.ts";
import { type RelayProcess, startRelayProcess } from "#e2e/fakes/relay-process.ts";
import type { SpiceChannel } from "#e2e/fakes/spice-channel.ts";
import { LinkRefused, linkChannel, openMain } from "#e2e/fakes/spice-client.ts";
import { ChannelType, LinkError, Say, Told, u32, u64 } from "#e2e/fakes/spice-protocol.ts";
import { readAudit } from "#server/access/audit.ts";
import type { TicketFor } from "#server/access/tickets.ts";
import { type Authority, makeAuthority } from "#server/display/testing/authority.ts";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";

const { display, inputs, cursor, playback, record, usbredir, webdav } = ChannelType;
const PASSWORD = "Canary-of-SPICE";

let daemon: PrivateLibvirtd;
let relay: RelayProcess;
let authority: Authority;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  authority = makeAuthority();
  giveCertificate();
  await daemon.restart();
  relay = await startRelayProcess(`real=${daemon.uri}`, { ORIEL_DISPLAY_CA: authority.file });
});
afterAll(async () => {
  await relay?.stop();
  await daemon?.stop();
  authority?.remove();
});

/** What QEMU's SPICE server needs for its TLS port (qemu.conf). */
function giveCertificate(names = "IP:127.0.0.1"): void {
  const directory = join(daemon.directory, "spice-tls");
  const { cert, key } = authority.issue(names);
  mkdirSync(directory, { recursive: true });
  for (const [file, content] of Object.entries({ "server-cert.pem": cert, "server-key.pem": key })) {
    writeFileSync(join(directory, file), content);
    chmodSync(join(directory, file), 0o644);
  }
  writeFileSync(join(directory, "ca-cert.pem"), authority.certificate);
  appendFileSync(join(daemon.directory, "config/libvirt/qemu.conf"), `spice_tls = 1\nspice_tls_x509_cert_dir = "${directory}"\n`);
}

/** Starts a guest with a SPICE display. @returns its id in the portal, and its name */
async function start(graphics: string): Promise<{ vm: string; name: string }> {
  const uuid = randomUUID();
  const name = `spice-${uuid.slice(0, 8)}`;
  const sound = "<sound model='ich6'/><audio id='1' type='spice'/>";
  const xml = biosGuest(name, graphics + sound).replace("<memory", `<uuid>${uuid}</uuid><memory`);
  const file = join(daemon.directory, `${uuid}.xml`);
  writeFileSync(file, xml, { mode: 0o644 });
  await daemon.virsh(["define", file]);
  await daemon.virsh(["start", name]);
  return { vm: `real.${uuid}`, name };
}

const spice = (more = "", inner = "") =>
  `<graphics type='spice' autoport='yes' passwd='${PASSWORD}' ${more}><listen type='address' address='127.0.0.1'/>${inner}</graphics>`;

function connect(ticket: string): ConsoleClient {
  return new ConsoleClient(`ws://${relay.address}/relay/console`, {
    origin: relay.origin,
    protocols: ["binary", `oriel.ticket.${ticket}`],
    cookie: relay.cookie,
  });
}

const ticketFor = (vm: string, more: Partial<TicketFor> = {}) => relay.ticket({ vm, protocol: "spice", ...more });

type Main = { ticket: string; client: ConsoleClient; main: SpiceChannel; sessionId: number };

async function main(vm: string, more: Partial<TicketFor> = {}): Promise<Main> {
  const ticket = await ticketFor(vm, more);
  const client = connect(ticket);
  return { ticket, client, ...(await openMain(createWebSocketStream(client.ws))) };
}

async function channel(ticket: string, type: number, connectionId: number): Promise<{ client: ConsoleClient; channel: SpiceChannel }> {
  const client = connect(ticket);
  const linked = await linkChannel(createWebSocketStream(client.ws), { type, connectionId });
  linked.listen(({ type: message, body }) => {
    if (message === Say.setAck) linked.send(Told.ackSync, body.subarray(0, 4));
    if (message === Say.ping) linked.send(Told.pong, body.subarray(0, 12));
  });
  // No display channel ends before its server has this and lives.
  if (type === display) linked.send(Told.display.init, Buffer.concat([Buffer.of(1), u64(0), Buffer.of(1), u32(0)]));
  return { client, channel: linked };
}

async function refused(ticket: string, type: number, connectionId: number) {
  const client = connect(ticket);
  const error = await linkChannel(createWebSocketStream(client.ws), { type, connectionId }).catch((caught) => caught);
  return { linkError: error instanceof LinkRefused ? error.error : error, closed: await client.closed };
}

const closedWith = (code: ErrorCode) => ({ code: errorRow(code).close, reason: code });

/** Waits until the picture begins to come. */
async function seesScreen(linked: SpiceChannel): Promise<void> {
  const sees = (type: number) => linked.received.some((message) => message.type === type);
  await expect.poll(() => sees(Say.display.surfaceCreate) && sees(Say.display.drawCopy), { timeout: 30_000 }).toBe(true);
}

describe("a guest's SPICE display", () => {
  let vm: string;
  let name: string;
  beforeAll(async () => {
    ({ vm, name } = await start(spice()));
  });

  test("is linked with every channel that the mode allows; its password stays with the relay", async () => {
    const { ticket, client, sessionId } = await main(vm);
    const screen = await channel(ticket, display, sessionId);
    const others = await Promise.all([inputs, cursor, playback].map((type) => channel(ticket, type, sessionId)));
    await seesScreen(screen.channel);
    for (const { channel: other } of others) await expect.poll(() => other.received.length).toBeGreaterThan(0);
    for (const type of [record, usbredir, webdav])
      expect(await refused(ticket, type, sessionId)).toEqual({
        linkError: LinkError.channelNotAvailable,
        closed: closedWith("not-allowed"),
      });
    for (const { got } of [client, screen.client, ...others.map((other) => other.client)]) expect(got.includes(PASSWORD)).toBe(false);
    client.ws.close();
    expect((await screen.client.closed).code).toBe(1000);
  });

  test("is watched without the guest's input, and without a word to its agent", async () => {
    const { ticket, client, main: mainChannel, sessionId } = await main(vm, { mode: "view" });
    const screen = await channel(ticket, display, sessionId);
    await seesScreen(screen.channel);
    expect((await refused(ticket, inputs, sessionId)).closed).toEqual(closedWith("not-allowed"));
    const heard = () => mainChannel.received.filter(({ type }) => type === Say.main.mouseMode).length;
    mainChannel.send(Told.main.mouseModeRequest, u32(1));
    mainChannel.send(Told.main.attachChannels);
    await expect.poll(() => mainChannel.received.some(({ type }) => type === Say.main.channelsList)).toBe(true);
    expect(heard()).toBe(0);
    client.ws.close();
  });

  test("takes no channel of another session", async () => {
    const { ticket, client, sessionId } = await main(vm);
    const foreign = { linkError: LinkError.badConnectionId, closed: closedWith("client-protocol") };
    expect(await refused(ticket, display, (sessionId + 1) >>> 0)).toEqual(foreign);
    client.ws.close();
    await client.closed;
    expect((await refused(ticket, display, sessionId)).closed).toEqual(closedWith("ticket-used"));
  });

  test("is had 500 times in a row, none refused", async () => {
    for (let turn = 0; turn < 500; turn++) {
      const { client } = await main(vm, { takeOver: true });
      client.ws.close();
    }
  }, 300_000);

  test("is held by one person, who is told when it is taken over, from the portal or from outside", async () => {
    const first = await main(vm);
    const screen = await channel(first.ticket, display, first.sessionId);
    expect(await connect(await ticketFor(vm)).closed).toEqual(closedWith("console-held"));
    const second = await main(vm, { takeOver: true });
    expect(await Promise.all([first.client.closed, screen.client.closed])).toEqual([
      closedWith("console-taken"),
      closedWith("console-taken"),
    ]);
    const { channel: again } = await channel(second.ticket, display, second.sessionId);
    await seesScreen(again);

    const port = Number(/spice:\/\/127\.0\.0\.1:(\d+)/.exec(await daemon.virsh(["domdisplay", name, "--type", "spice"]))?.[1]);
    const outside = await openMain(connectTcp(port, "127.0.0.1"), PASSWORD);
    expect(await second.client.closed).toEqual(closedWith("console-taken"));
    outside.main.close();

    const told = async () =>
      (await readAudit(relay.store, { limit: 20 }))
        .filter(({ action }) => action === "console.open" || action === "console.close")
        .map(({ action, code }) => code ?? action)
        .slice(0, 4);
    await expect.poll(told).toEqual(["console-taken", "console.open", "console-taken", "console.open"]);
  });

  test("whose password was changed behind libvirt's back gets a fresh one, and one that has ended too", async () => {
    const change = { execute: "set_password", arguments: { protocol: "spice", password: "another", connected: "keep" } };
    await daemon.virsh(["qemu-monitor-command", name, JSON.stringify(change)]);
    const { client } = await main(vm);
    client.ws.close();
    await client.closed;
    const expire = { execute: "expire_password", arguments: { protocol: "spice", time: "now" } };
    await daemon.virsh(["qemu-monitor-command", name, JSON.stringify(expire)]);
    const again = await main(vm);
    again.client.ws.close();
  });

  test("that goes off ends every channel with machine-off", async () => {
    const { ticket, client, sessionId } = await main(vm, { takeOver: true });
    const screen = await channel(ticket, display, sessionId);
    await daemon.virsh(["destroy", name]);
    expect(await Promise.all([client.closed, screen.client.closed])).toEqual([closedWith("machine-off"), closedWith("machine-off")]);
    expect(await connect(await ticketFor(vm)).closed).toEqual(closedWith("machine-off"));
  });
});

test("a guest outlives browsers that leave at any moment of its display's beginning", async () => {
  const { vm, name } = await start(spice());
  const state = async () => (await daemon.virsh(["domstate", name])).trim();
  for (const leaveAfterMs of [0, 0, 1, 2, 3, 5, 8, 20]) {
    for (const saysInit of [false, true]) {
      const { ticket, client, sessionId } = await main(vm, { takeOver: true });
      const leaving = connect(ticket);
      const linked = await linkChannel(createWebSocketStream(leaving.ws), { type: display, connectionId: sessionId });
      if (saysInit) linked.send(Told.display.init, Buffer.concat([Buffer.of(1), u64(0), Buffer.of(1), u32(0)]));
      await sleep(leaveAfterMs);
      leaving.ws.terminate();
      if (leaveAfterMs % 2 === 0) client.ws.terminate();
      await sleep(30);
      expect(await state()).toBe("running");
    }
  }
});

test("a password that ended before the console opens is replaced first", async () => {
  const { vm } = await start(spice("passwdValidTo='2001-01-01T00:00:00'"));
  await main(vm);
});

test("a display without a password opens", async () => {
  const { vm } = await start("<graphics type='spice' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>");
  const { ticket, sessionId } = await main(vm);
  await channel(ticket, inputs, sessionId);
});

test("a display on a unix socket opens", async () => {
  const socket = join(daemon.directory, "spice.sock");
  const { vm } = await start(`<graphics type='spice' passwd='${PASSWORD}'><listen type='socket' socket='${socket}'/></graphics>`);
  const { ticket, sessionId } = await main(vm);
  const { channel: screen } = await channel(ticket, display, sessionId);
  await seesScreen(screen);
});

describe("over TLS", () => {
  const ports = "port='-1' tlsPort='-1'";

  test.each([
    ["every channel, where the display says so", spice(`${ports} defaultMode='secure'`)],
    ["the main channel alone", spice(ports, "<channel name='main' mode='secure'/><channel name='display' mode='insecure'/>")],
    ["all but one channel", spice(`${ports} defaultMode='secure'`, "<channel name='display' mode='insecure'/>")],
  ])("%s", async (_, graphics) => {
    const { vm } = await start(graphics);
    const { ticket, sessionId, client } = await main(vm);
    const { channel: screen } = await channel(ticket, display, sessionId);
    await channel(ticket, inputs, sessionId);
    await seesScreen(screen);
    client.ws.close();
  });

  test("a display that proves to be another is not spoken with", async () => {
    giveCertificate("DNS:elsewhere.example.org");
    const { vm } = await start(spice(`${ports} defaultMode='secure'`));
    expect(await connect(await ticketFor(vm)).closed).toEqual(closedWith("display-untrusted"));
  });
});
