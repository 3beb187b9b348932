import { connect, type NetConnectOpts, type Socket } from "node:net";

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

  /** Connects; `socket` tells how it went. */
  constructor(to: NetConnectOpts) {
    const onread = {
      buffer: readBuffer,
      callback: (size: number) => {
        this.#sink(readBuffer.subarray(0, size));
        return true;
      },
    };
    this.socket = connect({ ...to, onread });
  }

  /** From now on bytes go to this sink. */
  flow(sink: Sink): void {
    this.#sink = sink;
  }
}
