import type { APIRequestContext } from "@playwright/test";
import type { ConsoleMode } from "#server/contract/console.ts";
import { errorRow } from "#server/errors.ts";
import type { SpiceChannel } from "./fakes/spice-channel.ts";
import { LinkRefused } from "./fakes/spice-client.ts";
import { Agent, ChannelType, LinkError, Told, u16, u32, u64 } from "./fakes/spice-protocol.ts";
import { startSpiceServer } from "./fakes/spice-server.ts";
import { expect, test } from "./support/portal-test.ts";
import { RawSpice } from "./support/raw-spice.ts";
import { RelaySocket, requestPass } from "./support/relay-socket.ts";
import type { Stage } from "./support/stage.ts";

/** SPICE as a program meets it at the relay. */

const { main, display, inputs, cursor, playback, ...useless } = ChannelType;
const every = Object.values(ChannelType);

async function open(request: APIRequestContext, stage: Stage, vm: string, mode: ConsoleMode): Promise<RawSpice> {
  const pass = await requestPass(request, stage, { vm: vm as `${string}.${string}`, protocol: "spice", mode });
  return RawSpice.open(request, stage, pass);
}

/** The relay dials a display once its client has begun it. */
async function joinDisplay(client: RawSpice): Promise<void> {
  const channel = await client.join(display);
  channel.send(Told.display.init, Buffer.alloc(14));
}

const isRefused = (link: Promise<unknown>) =>
  link.then(
    () => false,
    (error) => error instanceof LinkRefused || /ended/.test(String(error)),
  );

const agentMessage = Buffer.concat([u32(1, Agent.announceCapabilities), u64(0), u32(8, 1, 0)]);

/** Everything on the main channel that could change the guest, and then one message that could not. */
function tryAll(channel: SpiceChannel): void {
  channel.send(Told.main.mouseModeRequest, u16(2));
  channel.send(Told.main.agentStart, u32(10));
  channel.send(Told.main.agentToken, u32(10));
  channel.send(Told.main.agentData, agentMessage);
  channel.send(Told.pong, u32(99), u64(0));
}

const changing: readonly number[] = [Told.main.mouseModeRequest, Told.main.agentStart, Told.main.agentToken, Told.main.agentData];

test("a ticket to view opens no inputs and lets nothing to the guest's agent, whatever a program sends; one to control does both", async ({
  spare,
  api,
  stage,
}) => {
  const { spice, port, close } = await startSpiceServer({ agent: true, channels: every });
  const machine = await spare({ spicePort: port, on: true });
  const operator = await api("operator");
  const pongs = () => spice.heard(main, Told.pong).filter(({ body }) => body.readUInt32LE(0) === 99).length;
  const heard = () => spice.heard(main).filter(({ type }) => changing.includes(type)).length;

  const watcher = await open(operator, stage, machine.vm, "view");
  await joinDisplay(watcher);
  for (const type of [cursor, playback]) await watcher.join(type);
  for (const type of [inputs, ...Object.values(useless)]) expect(await isRefused(watcher.join(type)), `channel ${type}`).toBe(true);
  tryAll(watcher.main);
  await expect.poll(pongs).toBe(1);
  expect(heard()).toBe(0);
  await expect.poll(() => spice.channels.map(({ type }) => type).sort()).toEqual([main, display, cursor, playback]);
  expect(watcher.main.isOpen).toBe(true);
  await watcher.close();

  const controller = await open(operator, stage, machine.vm, "control");
  for (const type of Object.values(useless)) expect(await isRefused(controller.join(type)), `channel ${type}`).toBe(true);
  const keys = await controller.join(inputs);
  keys.send(Told.inputs.keyDown, u32(30));
  tryAll(controller.main);
  await expect.poll(pongs).toBe(2);
  expect(heard()).toBe(changing.length);
  await expect.poll(() => spice.heard(inputs, Told.inputs.keyDown).length).toBe(1);
  await controller.close();
  await close();
});

test("a channel joins its own session and no other, as long as that is open, and only with the same sign-in", async ({
  spare,
  somebody,
  stage,
}) => {
  const { spice, port, close } = await startSpiceServer();
  const machine = await spare({ spicePort: port, on: true });
  const [owner, other] = [await (await somebody("operator")).api(), await (await somebody("operator")).api()];
  const pass = await requestPass(owner, stage, { vm: machine.vm, protocol: "spice", mode: "control" });
  const client = await RawSpice.open(owner, stage, pass);
  await joinDisplay(client);

  const wrong = await client.join(inputs, client.sessionId + 1).catch((error) => error);
  expect(wrong).toMatchObject({ error: LinkError.badConnectionId });
  const foreign = await RelaySocket.dial(other, stage, pass);
  expect(await foreign.end).toEqual({ code: errorRow("ticket-foreign").close, reason: "ticket-foreign" });
  await expect.poll(() => spice.channels.map(({ type }) => type)).toEqual([main, display]);

  client.sockets[0]?.close();
  await Promise.all(client.sockets.map(({ end }) => end));
  const late = await RelaySocket.dial(owner, stage, pass);
  expect(await late.end).toEqual({ code: errorRow("ticket-used").close, reason: "ticket-used" });
  await close();
});

async function holderOf(request: APIRequestContext, vm: string): Promise<unknown> {
  return (await (await request.get(`api/vms/${vm}/holder?protocol=spice`)).json()).holder;
}

const LINKS = 500;

test(`of ${LINKS} links in a row to a real display none is refused`, async ({ guest, api, stage }) => {
  test.slow();
  const tiny = await guest({ graphics: [{ type: "spice", password: "secret12" }] });
  const operator = await api("operator");
  let links = 0;
  while (links < LINKS) {
    const client = await open(operator, stage, tiny.vm, "control");
    await joinDisplay(client);
    for (const type of [inputs, cursor]) await client.join(type);
    links += client.sockets.length;
    await client.close();
    await expect.poll(() => holderOf(operator, tiny.vm), { intervals: [10] }).toBeNull();
  }
  expect(links).toBeGreaterThanOrEqual(LINKS);
});
