import type { APIRequestContext } from "@playwright/test";
import { createWebSocketStream } from "ws";
import type { Pass } from "#server/contract/console.ts";
import type { SpiceChannel } from "../fakes/spice-channel.ts";
import { LinkRefused, linkChannel, openMain } from "../fakes/spice-client.ts";
import { RelaySocket } from "./relay-socket.ts";
import type { Stage } from "./stage.ts";

/** A SPICE client as a program that uses the API: a WebSocket with the same ticket for each channel, and whatever bytes a test wants. */
export class RawSpice {
  readonly main: SpiceChannel;
  readonly sessionId: number;
  /** Of each channel, in the order in which they were dialled. */
  readonly sockets: RelaySocket[];
  readonly #dial: () => Promise<RelaySocket>;

  private constructor(dial: () => Promise<RelaySocket>, { main, sessionId }: { main: SpiceChannel; sessionId: number }) {
    this.#dial = dial;
    this.main = main;
    this.sessionId = sessionId;
    this.sockets = [];
  }

  /** Opens the main channel. */
  static async open(request: APIRequestContext, stage: Stage, pass: Pass): Promise<RawSpice> {
    const dial = () => RelaySocket.dial(request, stage, pass);
    const socket = await opened(dial);
    const client = new RawSpice(dial, await orEnd(socket, openMain(createWebSocketStream(socket.socket))));
    client.sockets.push(socket);
    return client;
  }

  /** Opens a further channel. @throws {LinkRefused} where its link is answered with an error; else what the relay closed it with */
  async join(type: number, connectionId = this.sessionId): Promise<SpiceChannel> {
    const socket = await opened(this.#dial);
    this.sockets.push(socket);
    return orEnd(socket, linkChannel(createWebSocketStream(socket.socket), { type, connectionId }));
  }

  /** Ends it. */
  async close(): Promise<void> {
    for (const { socket } of this.sockets) socket.close();
    await Promise.all(this.sockets.map(({ end }) => end));
  }
}

/** What comes of a link, or how the relay closed its WebSocket before. */
async function orEnd<T>(socket: RelaySocket, link: Promise<T>): Promise<T> {
  try {
    return await link;
  } catch (error) {
    if (error instanceof LinkRefused) throw error;
    throw new Error(`The relay ended the channel: ${JSON.stringify(await socket.end)}`, { cause: error });
  }
}

async function opened(dial: () => Promise<RelaySocket>): Promise<RelaySocket> {
  const socket = await dial();
  await socket.opened();
  return socket;
}
