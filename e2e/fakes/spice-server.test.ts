import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { LinkRefused, linkChannel, openMain } from "./spice-client.ts";
import { ChannelType, LinkError, Say, Told } from "./spice-protocol.ts";
import { type ListeningSpiceServer, type SpiceScript, startSpiceServer } from "./spice-server.ts";

let server: ListeningSpiceServer;

async function start(script: Partial<SpiceScript> = {}) {
  server = await startSpiceServer(script);
  return async () => {
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  };
}

afterEach(() => server.close());

const errorOf = (link: Promise<unknown>) => link.then(() => 0).catch((error) => (error instanceof LinkRefused ? error.error : "ended"));

test("a main channel opens with the right password only, and each ticket is kept", async () => {
  const dial = await start({ password: "secret" });
  expect(await errorOf(openMain(await dial(), "wrong"))).toBe(LinkError.permissionDenied);
  await openMain(await dial(), "secret");
  expect(server.spice.tickets).toEqual(["wrong", "secret"]);
});

test("a channel joins the session that the main channel told, and no other; with the main channel all end", async () => {
  const dial = await start();
  const { main, sessionId } = await openMain(await dial());
  expect(await errorOf(linkChannel(await dial(), { type: ChannelType.inputs, connectionId: sessionId + 1 }))).toBe(
    LinkError.badConnectionId,
  );
  const inputs = await linkChannel(await dial(), { type: ChannelType.inputs, connectionId: sessionId });
  const ended = inputs.listen(() => {});
  inputs.send(Told.inputs.keyDown, Buffer.from([30, 0, 0, 0]));
  await expect.poll(() => server.spice.heard(ChannelType.inputs, Told.inputs.keyDown).length).toBe(1);
  main.close();
  await ended;
});

test("a display shows its picture once its client has begun it", async () => {
  const dial = await start({ size: { width: 2, height: 1 }, colour: "010203" });
  const { sessionId } = await openMain(await dial());
  const display = await linkChannel(await dial(), { type: ChannelType.display, connectionId: sessionId });
  void display.listen(() => {});
  display.send(Told.display.init, Buffer.alloc(14));
  const picture = () =>
    display.received
      .find(({ type }) => type === Say.display.drawCopy)
      ?.body.subarray(-8)
      .toString("hex");
  await expect.poll(picture).toBe("0302010003020100");
});

test("it misbehaves as its script says", async () => {
  const dial = await start({
    refuse: { [ChannelType.inputs]: LinkError.error },
    channels: [ChannelType.main, ChannelType.inputs, ChannelType.display],
    sessionId: 7,
    instead: { [ChannelType.cursor]: (channel) => channel.sendRaw(Buffer.from("garbage")) },
  });
  const { sessionId } = await openMain(await dial());
  expect(sessionId).toBe(7);
  expect(await errorOf(linkChannel(await dial(), { type: ChannelType.inputs, connectionId: 7 }))).toBe(LinkError.error);
  expect(await errorOf(linkChannel(await dial(), { type: ChannelType.playback, connectionId: 7 }))).toBe(LinkError.channelNotAvailable);
  expect(await errorOf(linkChannel(await dial(), { type: ChannelType.display, connectionId: 7 }))).toBe(LinkError.badConnectionId);
});
