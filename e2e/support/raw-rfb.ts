import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { RelaySocket } from "./relay-socket.ts";

const VERSION = "RFB 003.008\n";
const DEADLINE_MS = 15_000;

const u16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 0xff)));
const i32 = (value: number) => u16((value >>> 16) & 0xffff, value & 0xffff);

/** Client messages of RFB as bytes (RFC 6143 section 7.5; the others from the community's rfbproto document). */
export const rfb = {
  /** Raw pixels; extended key events, desktop size, mouse buttons and clipboard, and power: all that lets a client change a guest. */
  encodings: Buffer.concat([Buffer.of(2, 0), u16(6), ...[0, -258, -308, -316, -309, 0xc0a1e5ce | 0].map(i32)]),
  key: (keysym: number, down: boolean) => Buffer.concat([Buffer.of(4, Number(down), 0, 0), i32(keysym)]),
  pointer: (buttons: number, x: number, y: number) => Buffer.concat([Buffer.of(5, buttons), u16(x, y)]),
  cutText: (text: string) => Buffer.concat([Buffer.of(6, 0, 0, 0), i32(text.length), Buffer.from(text, "latin1")]),
  /** QEMU's extended key event; the code is an XT scan code. */
  extendedKey: (code: number, down: boolean) => Buffer.concat([Buffer.of(255, 0), u16(Number(down)), i32(0), i32(code)]),
  desktopSize: (width: number, height: number) =>
    Buffer.concat([Buffer.of(251, 0), u16(width, height), Buffer.of(1, 0), i32(0), u16(0, 0, width, height), i32(0)]),
  /** xvp: 2 shuts down, 3 reboots, 4 resets. */
  power: (code: number) => Buffer.of(250, 0, 1, code),
};

/** An RFB client that sends whatever bytes a test wants. */
export class RawRfb {
  readonly #relay: RelaySocket;
  #read = 0;

  private constructor(relay: RelaySocket) {
    this.#relay = relay;
  }

  /** Does RFB's handshake as a client that asks to be the only one. */
  static async begin(relay: RelaySocket): Promise<RawRfb> {
    const client = new RawRfb(relay);
    await client.read(VERSION.length);
    client.send(Buffer.from(VERSION));
    const [count = 0] = await client.read(1);
    await client.read(count);
    client.send(Buffer.of(1));
    await client.read(4);
    const ALONE = 0;
    client.send(Buffer.of(ALONE));
    const init = await client.read(24);
    await client.read(init.readUInt32BE(20));
    client.send(rfb.encodings);
    await client.settled();
    return client;
  }

  send(...messages: Buffer[]): void {
    for (const message of messages) this.#relay.socket.send(message);
  }

  /** Waits until the relay has taken all that was sent. */
  async settled(): Promise<void> {
    this.#relay.socket.ping();
    await once(this.#relay.socket, "pong");
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#all().length;
  }

  get isOpen(): boolean {
    return this.#relay.socket.readyState === this.#relay.socket.OPEN;
  }

  close(): void {
    this.#relay.close();
  }

  async read(size: number): Promise<Buffer> {
    const until = Date.now() + DEADLINE_MS;
    while (this.#all().length < this.#read + size) {
      if (Date.now() > until) throw new Error(`The relay sent ${this.#all().length - this.#read} of ${size} bytes.`);
      await sleep(10);
    }
    this.#read += size;
    return this.#all().subarray(this.#read - size, this.#read);
  }

  #all(): Buffer {
    return Buffer.concat(this.#relay.received);
  }
}
