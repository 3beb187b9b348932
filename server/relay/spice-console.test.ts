import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWebSocketStream } from "ws";
import type { ConsoleClient } from "#e2e/fakes/console-client.ts";
import type { SpiceChannel } from "#e2e/fakes/spice-channel.ts";
import { LinkRefused, linkChannel, openMain } from "#e2e/fakes/spice-client.ts";
import { ChannelType, LinkError, Say, Told, u32 } from "#e2e/fakes/spice-protocol.ts";
import { type ListeningSpiceServer, startSpiceServer } from "#e2e/fakes/spice-server.ts";
import { type ConsoleStage, closedWith, startConsoleStage } from "./testing/console-stage.ts";

let stage: ConsoleStage;
let server: ListeningSpiceServer;

beforeEach(async () => {
  stage = await startConsoleStage();
  server = await startSpiceServer({ password: "s3cret" });
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
  return { client, channel: await linkChannel(createWebSocketStream(client.ws), { type, connectionId }) };
}

test("links every channel of a console, each with the display's password, which no browser gives", async () => {
  const { ticket, sessionId, client } = await main();
  for (const type of [ChannelType.display, ChannelType.inputs, ChannelType.cursor, ChannelType.playback])
    await join(ticket, type, sessionId);
  expect(server.spice.channels.map(({ type }) => type)).toEqual([1, 2, 3, 4, 5]);
  expect(server.spice.tickets).toEqual(Array(5).fill("s3cret"));
  expect(stage.access.log).toEqual(["opened c1"]);
  client.ws.close();
});
