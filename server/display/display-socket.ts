import { connect, type NetConnectOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";

/**
 * Where all displays' bytes are read to. One for all of them: what is read is dealt with before the next read, and a thousand idle
 * displays need no buffer each. Larger than the 64 KiB of Node's own, for fewer turns on the same bytes.
 */
const readBuffer = Buffer.allocUnsafeSlow(128 * 1024);

/** Takes bytes as they were read; they are valid during the call only. */
export type Sink = (bytes: Buffer) => void;

/** A connection to a display. What comes goes to one sink, which can be changed; `socket` is for all else. */
export class DisplaySocket {
  readonly socket: Socket;
  #sink: Sink = () => {};

  /**
   * Connects; `socket` tells how it went.
   * @param tls how the display proves who it is; absent: it is spoken with in the clear
   */
  constructor(to: NetConnectOpts, tls?: ConnectionOptions) {
    this.socket = tls ? this.#connectTls(to, tls) : this.#connect(to);
  }

  #connect(to: NetConnectOpts): Socket {
    const onread = {
      buffer: readBuffer,
      callback: (size: number) => {
        this.#sink(readBuffer.subarray(0, size));
        return true;
      },
    };
    return connect({ ...to, onread });
  }

  /** Node decrypts into buffers of its own. */
  #connectTls(to: NetConnectOpts, tls: ConnectionOptions): TLSSocket {
    const socket = connectTls({ ...to, ...tls });
    return socket.on("data", (bytes: Buffer) => this.#sink(bytes));
  }

  /** From now on bytes go to this sink. */
  flow(sink: Sink): void {
    this.#sink = sink;
  }
}
