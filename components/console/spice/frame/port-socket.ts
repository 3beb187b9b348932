import type { SpiceConn } from "spice-client";
import type { ChannelKind, FromFrame } from "../protocol.ts";

/** Longest message of a channel, in bytes: no other carries what a display does, 64 megapixels as they are. */
const MAX_MESSAGE = 1024 * 1024;
const MAX_DISPLAY_MESSAGE = 256 * 1024 * 1024 + 4096;
/** The page is told how much was dealt with each time this many bytes were. */
const TOLD_EVERY = 256 * 1024;

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

type Listener = (this: PortSocket, event: { data?: ArrayBuffer; target: PortSocket }) => void;
type EventName = "open" | "message" | "error" | "close";

/**
 * What the client takes for a WebSocket: a channel whose socket the page has. It is no EventTarget, so that what its
 * listeners throw ends the channel instead of becoming an error of the window.
 */
export class PortSocket {
  static #port: MessagePort | undefined;
  static readonly #sockets = new Map<number, PortSocket>();
  static #made = 0;
  static #taken = 0;

  readonly channel: number;
  readonly url: string;
  binaryType = "arraybuffer";
  readyState: number = CONNECTING;
  /** The client puts these here. */
  parent: SpiceConn | undefined;
  wire_reader: SpiceConn["wire_reader"] | undefined;
  readonly #listeners: Record<EventName, Listener[]> = { open: [], message: [], error: [], close: [] };

  /** The page opens the main channel by itself, before there is a frame. */
  constructor(kind: string) {
    this.url = kind;
    this.channel = PortSocket.#made++;
    PortSocket.#sockets.set(this.channel, this);
    if (this.channel > 0) PortSocket.#say({ type: "open", channel: this.channel, kind: kind as ChannelKind });
  }

  /** The socket of one of the client's channels. */
  static of(connection: SpiceConn): PortSocket {
    return connection.ws as unknown as PortSocket;
  }

  /** Gives every socket its way to the page. */
  static use(port: MessagePort): void {
    PortSocket.#port = port;
  }

  static opened(channel: number): void {
    const socket = PortSocket.#sockets.get(channel);
    if (socket) socket.#opened();
  }

  static received(channel: number, bytes: ArrayBuffer): void {
    PortSocket.#taken += bytes.byteLength;
    const socket = PortSocket.#sockets.get(channel);
    if (socket) socket.#received(bytes);
    if (PortSocket.#taken < TOLD_EVERY) return;
    PortSocket.#say({ type: "took", bytes: PortSocket.#taken });
    PortSocket.#taken = 0;
  }

  static closed(channel: number): void {
    const socket = PortSocket.#sockets.get(channel);
    if (socket) socket.#closed();
  }

  static closeAll(): void {
    for (const socket of PortSocket.#sockets.values()) socket.close();
  }

  addEventListener(name: EventName, listener: Listener): void {
    this.#listeners[name].push(listener);
  }

  send(bytes: ArrayBuffer): void {
    if (this.readyState === OPEN) PortSocket.#say({ type: "send", channel: this.channel, bytes }, [bytes]);
  }

  close(): void {
    if (this.readyState === CLOSED) return;
    this.#forget();
    PortSocket.#say({ type: "close", channel: this.channel });
  }

  /** Ends the channel for a fault in what it brought. */
  fail(error: unknown): void {
    if (this.readyState === CLOSED) return;
    this.#forget();
    PortSocket.#say({ type: "failed", channel: this.channel, details: `${this.url}: ${error}` });
  }

  #opened(): void {
    this.readyState = OPEN;
    this.#emit("open");
  }

  #received(data: ArrayBuffer): void {
    this.#emit("message", data);
    const longest = this.url === "display" ? MAX_DISPLAY_MESSAGE : MAX_MESSAGE;
    if ((this.wire_reader?.needed ?? 0) > longest) this.fail("a message that is too long");
  }

  #closed(): void {
    this.#forget();
    this.#emit("close");
  }

  #forget(): void {
    this.readyState = CLOSED;
    PortSocket.#sockets.delete(this.channel);
  }

  #emit(name: EventName, data?: ArrayBuffer): void {
    try {
      for (const listener of this.#listeners[name]) listener.call(this, data ? { data, target: this } : { target: this });
    } catch (error) {
      this.fail(error);
    }
  }

  static #say(message: FromFrame, transfer: Transferable[] = []): void {
    PortSocket.#port?.postMessage(message, transfer);
  }
}
