import { generateKeyPairSync, randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { FakeAgent } from "./spice-agent.ts";
import { SpiceChannel, type SpiceMessage } from "./spice-channel.ts";
import { answerLink, type LinkRules } from "./spice-link.ts";
import { channelsList, cursorInit, mainInit, monitorsConfig, type Size, solidPicture, surfaceCreate } from "./spice-messages.ts";
import { ChannelType, LinkError, MouseMode, Say, Told, u16, u32, u64 } from "./spice-protocol.ts";

const { main, display, inputs, cursor, playback } = ChannelType;
const MAIN_CAPS = 1 << 2;
const MONITORS_CONFIG_CAP = 1 << 1;
/** Every so many movements of the mouse are acknowledged (SPICE_INPUT_MOTION_ACK_BUNCH). */
const MOTION_BUNCH = 4;
/** Messages that a client may be sent before it must acknowledge. */
const ACK_WINDOW = 20;

/** How a server behaves; an honest one where nothing is said. */
export type SpiceScript = {
  /** null: every ticket is right, as the relay takes its browser's. */
  password: string | null;
  size: Size;
  /** The picture's colour, "rrggbb". */
  colour: string;
  /** The channels that are offered. */
  channels: readonly number[];
  /** Whether the guest has an agent. */
  agent: boolean;
  /** The session id in MAIN_INIT; null: the right one. */
  sessionId: number | null;
  /** Links of these channel types are answered with an error (LinkError). */
  refuse: Partial<Record<number, number>>;
  /** Links of these channel types are never answered. */
  stall: readonly number[];
  /** What is done on a channel, once it is linked, in place of what an honest server says. */
  instead: Partial<Record<number, (channel: SpiceChannel) => void>>;
};

const honest: SpiceScript = {
  password: null,
  size: { width: 64, height: 48 },
  colour: "ff0000",
  channels: [main, display, inputs, cursor, playback],
  agent: false,
  sessionId: null,
  refuse: {},
  stall: [],
  instead: {},
};

/** A SPICE server of one still picture, over any stream; it keeps what it hears, and misbehaves as its script says. */
export class SpiceServer {
  readonly script: SpiceScript;
  /** Every channel that was linked, in that order. */
  readonly channels: SpiceChannel[] = [];
  /** The passwords in the tickets that came; null: one that could not be read. */
  readonly tickets: (string | null)[] = [];
  /** The agent of the present session, where the guest has one. */
  agent: FakeAgent | null = null;
  readonly #streams = new Set<Duplex>();
  readonly #rules: LinkRules;
  #sessionId = 0;
  #movements = 0;

  constructor(script: Partial<SpiceScript> = {}) {
    this.script = { ...honest, ...script };
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    this.#rules = {
      publicKey: publicKey.export({ type: "spki", format: "der" }),
      privateKey,
      password: this.script.password,
      judge: (link) => this.#judge(link),
      capsOf: (type) => (type === main ? MAIN_CAPS : 0),
      onTicket: (ticket) => this.tickets.push(ticket),
    };
  }

  /** Serves a stream as one channel, until it ends. */
  async accept(stream: Duplex): Promise<void> {
    this.#streams.add(stream);
    stream.on("error", () => stream.destroy());
    stream.once("close", () => this.#streams.delete(stream));
    const link = await answerLink(stream, this.#rules).catch(() => null);
    if (!link) return;
    const channel = new SpiceChannel(link);
    if (channel.type === main) this.#beginSession();
    this.channels.push(channel);
    const listening = channel.listen((message) => this.#hear(channel, message));
    const begin = this.script.instead[channel.type] ?? ((linked: SpiceChannel) => this.#begin(linked));
    begin(channel);
    await listening;
    if (channel.type === main && channel === this.last(main)) this.#endSession();
  }

  /** The last channel of a type that was linked. */
  last(type: number): SpiceChannel | undefined {
    return this.channels.findLast((channel) => channel.type === type);
  }

  /** What clients have sent on channels of a type, of this message number or of any. */
  heard(type: number, message?: number): SpiceMessage[] {
    const all = this.channels.filter((channel) => channel.type === type).flatMap(({ received }) => received);
    return all.filter((one) => message === undefined || one.type === message);
  }

  /** Shows another picture, of another size where one is given. */
  show(colour: string, size: Size = this.script.size): void {
    const isResized = size.width !== this.script.size.width || size.height !== this.script.size.height;
    Object.assign(this.script, { colour, size });
    const screen = this.last(display);
    if (!screen) return;
    if (isResized) {
      screen.send(Say.display.surfaceDestroy, u32(0));
      this.#createSurface(screen);
    }
    screen.send(Say.display.drawCopy, solidPicture(size, colour));
  }

  /** Cuts everybody off. */
  hangUp(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #beginSession(): void {
    // A new main channel throws out the session there was.
    this.#endSession();
    this.#sessionId = randomInt(1, 2 ** 31);
  }

  /** Links that are under way are not of the session yet. */
  #endSession(): void {
    for (const channel of this.channels) channel.close();
  }

  #judge({ type, connectionId }: { type: number; connectionId: number }): number | null {
    const { refuse, stall, channels } = this.script;
    if (stall.includes(type)) return null;
    const refusal = refuse[type];
    if (refusal !== undefined) return refusal;
    if (!channels.includes(type)) return LinkError.channelNotAvailable;
    const expected = type === main ? 0 : this.#sessionId;
    return connectionId === expected ? LinkError.ok : LinkError.badConnectionId;
  }

  #begin(channel: SpiceChannel): void {
    const { agent, sessionId } = this.script;
    channel.send(Say.setAck, u32(1, ACK_WINDOW));
    if (channel.type === main) {
      this.agent = agent ? new FakeAgent(channel, (size) => this.show(this.script.colour, size)) : null;
      channel.send(Say.ping, u32(1), u64(0));
      channel.send(Say.main.init, mainInit({ sessionId: sessionId ?? this.#sessionId, mouseMode: MouseMode.client, agent }));
    } else if (channel.type === inputs) channel.send(Say.inputs.init, u16(0));
    else if (channel.type === cursor) channel.send(Say.cursor.init, cursorInit());
  }

  #hear(channel: SpiceChannel, message: SpiceMessage): void {
    if (this.script.instead[channel.type]) return;
    if (channel.type === main) this.#hearMain(channel, message);
    if (channel.type === inputs) this.#hearInputs(channel, message);
    if (channel.type === display && message.type === Told.display.init) {
      this.#createSurface(channel);
      channel.send(Say.display.mark);
      channel.send(Say.display.drawCopy, solidPicture(this.script.size, this.script.colour));
    }
  }

  #hearMain(channel: SpiceChannel, { type, body }: SpiceMessage): void {
    if (type === Told.main.attachChannels) channel.send(Say.main.channelsList, channelsList(this.script.channels));
    if (type === Told.main.mouseModeRequest) channel.send(Say.main.mouseMode, u16(3, body.readUInt16LE(0)));
    if (type === Told.main.agentStart) this.agent?.announce(true);
    if (type === Told.main.agentData) this.agent?.hear(body);
  }

  #hearInputs(channel: SpiceChannel, { type }: SpiceMessage): void {
    if (type !== Told.inputs.mouseMotion && type !== Told.inputs.mousePosition) return;
    this.#movements += 1;
    if (this.#movements % MOTION_BUNCH === 0) channel.send(Say.inputs.mouseMotionAck);
  }

  #createSurface(channel: SpiceChannel): void {
    channel.send(Say.display.surfaceCreate, surfaceCreate(this.script.size));
    if (channel.caps & MONITORS_CONFIG_CAP) channel.send(Say.display.monitorsConfig, monitorsConfig(this.script.size));
  }
}

export type ListeningSpiceServer = { spice: SpiceServer; listener: Server; port: number; close(): Promise<void> };

/** Starts one on a port of the system's choice, or on `port`. */
export async function startSpiceServer(script: Partial<SpiceScript> = {}, port = 0): Promise<ListeningSpiceServer> {
  const spice = new SpiceServer(script);
  const listener = createServer((socket) => void spice.accept(socket.setNoDelay()));
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  return {
    spice,
    listener,
    port: (listener.address() as AddressInfo).port,
    close: async () => {
      spice.hangUp();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
