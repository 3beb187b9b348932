import type { Pass } from "#server/contract/console.ts";
import { openSocket } from "../socket.ts";
import { takeSocket } from "./early-socket.ts";
import { type ChannelKind, MAX_CHANNELS } from "./protocol.ts";

/** Bytes that may wait to be sent on one channel: a client says little, and file transfers wait for the agent's tokens. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** How a channel's socket was closed, and what was wrong with the channel before that, if anything was. */
export interface ChannelEnd {
  channel: number;
  kind: ChannelKind;
  event: { code: number; reason: string };
  failure: string | undefined;
}

interface ChannelsListener {
  opened(channel: number): void;
  data(channel: number, bytes: ArrayBuffer): void;
  closed(end: ChannelEnd): void;
}

interface Channel {
  kind: ChannelKind;
  socket: WebSocket;
  failure: string | undefined;
}

/** The sockets of one SPICE session: one for each channel, all opened with the same pass, one of a kind at a time. */
export class Channels {
  readonly #pass: Pass;
  #listener: ChannelsListener | undefined;
  readonly #channels = new Map<number, Channel>();
  #asked = 0;

  constructor(pass: Pass, listener: ChannelsListener) {
    this.#pass = pass;
    this.#listener = listener;
  }

  /**
   * Opens the next channel.
   * @throws {Error} where the number is not the next one, the kind is open already, or there have been too many
   */
  open(channel: number, kind: ChannelKind): void {
    if (channel !== this.#asked || channel >= MAX_CHANNELS) throw new Error(`channel ${channel} instead of ${this.#asked}`);
    for (const other of this.#channels.values()) if (other.kind === kind) throw new Error(`two ${kind} channels`);
    this.#asked++;
    const { socket, closed } = kind === "main" ? takeSocket(this.#pass) : { socket: openSocket(this.#pass), closed: null };
    this.#channels.set(channel, { kind, socket, failure: undefined });
    const opened = () => this.#listener?.opened(channel);
    if (closed) queueMicrotask(() => this.#closed(channel, closed));
    else if (socket.readyState === WebSocket.OPEN) queueMicrotask(opened);
    else socket.addEventListener("open", opened);
    socket.addEventListener("message", ({ data }) => this.#listener?.data(channel, data));
    socket.addEventListener("close", (event) => this.#closed(channel, event));
  }

  /** Sends on a channel that is open; on another nothing happens, since the frame may not know yet. @throws {Error} where too much waits */
  send(channel: number, bytes: ArrayBuffer): void {
    const socket = this.#channels.get(channel)?.socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING_BYTES) throw new Error("too much to send");
    socket.send(bytes);
  }

  isOpen(channel: number): boolean {
    return this.#channels.get(channel)?.socket.readyState === WebSocket.OPEN;
  }

  /** Closes a channel; `closed` is told once it is. The relay's own reason, if it was closing the channel too, still arrives. */
  close(channel: number, failure?: string): void {
    const open = this.#channels.get(channel);
    if (!open) return;
    open.failure ??= failure;
    open.socket.close();
  }

  dispose(): void {
    this.#listener = undefined;
    for (const { socket } of this.#channels.values()) socket.close();
    this.#channels.clear();
  }

  #closed(channel: number, event: { code: number; reason: string }): void {
    const closed = this.#channels.get(channel);
    if (!closed) return;
    this.#channels.delete(channel);
    this.#listener?.closed({ channel, kind: closed.kind, event, failure: closed.failure });
  }
}
