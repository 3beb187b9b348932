import { Duplex } from "node:stream";
import { type LibvirtError, ProtocolError } from "./error.ts";
import { STREAM_CHUNK_MAX } from "./message.ts";
import { status } from "./protocol.ts";
import { readRemoteError } from "./remote-error.ts";

/** What a stream needs of its connection. */
export type StreamWire = {
  /** Sends one stream message; `sent` is called once the bytes have left this process, or cannot any more. */
  send(status: number, data: Buffer | null, sent?: (error?: Error | null) => void): void;
  /** Stops reading from the daemon until {@link release}. */
  hold(): void;
  release(): void;
  /** The stream is over: no more messages for it. */
  forget(): void;
};

/** Bytes that are kept for a reader before the connection stops reading. */
const READ_AHEAD = 256 * 1024;

/**
 * The bytes that travel with a call (https://libvirt.org/kbase/internals/rpc.html, "Data streams"). `continue` carries
 * data, an empty one ends the daemon's side; `ok` asks for the end and confirms it; `error` aborts. A stream that nobody
 * reads stops its whole connection from reading: give each long-lived one a connection of its own.
 */
export class RpcStream extends Duplex {
  readonly #wire: StreamWire;
  /** open: bytes flow; finishing: the end was asked for; over: nothing more is sent or expected. */
  #phase: "open" | "finishing" | "over" = "open";
  #finished: ((error?: Error | null) => void) | undefined;

  constructor(wire: StreamWire) {
    super({ allowHalfOpen: false, readableHighWaterMark: READ_AHEAD, writableHighWaterMark: STREAM_CHUNK_MAX });
    this.#wire = wire;
    // A link may be lost before whoever asked for the stream can listen; they find it destroyed and errored.
    this.on("error", () => {});
  }

  /** Takes a stream message of the daemon. */
  receive(messageStatus: number, payload: Buffer): void {
    if (this.#phase === "over") return;
    if (messageStatus === status.continue) this.#data(payload);
    else if (messageStatus === status.ok) this.#end();
    else if (messageStatus === status.error) this.#fail(readRemoteError(payload));
    else throw new ProtocolError(`a stream message has status ${messageStatus}`);
  }

  /** Takes a hole, which only comes in the sparse streams of storage volumes; none is ever asked for. */
  receiveHole(): void {
    throw new ProtocolError("a stream has a hole although none was asked for");
  }

  /** The call failed: there is no stream. */
  discard(): void {
    this.#close();
    this.destroy();
  }

  /** The connection is gone. */
  lost(error: Error): void {
    this.#phase = "over";
    this.destroy(error);
  }

  override _read(): void {
    this.#wire.release();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, written: (error?: Error | null) => void): void {
    this.#writeFrom(chunk, 0, written);
  }

  override _final(finished: (error?: Error | null) => void): void {
    if (this.#phase === "over") {
      finished();
      return;
    }
    this.#finished = finished;
    this.#finish();
  }

  override _destroy(error: Error | null, destroyed: (error?: Error | null) => void): void {
    if (this.#phase !== "over") this.#wire.send(status.error, null);
    this.#close();
    this.#finished?.(error);
    destroyed(error);
  }

  #data(payload: Buffer): void {
    if (payload.length === 0) this.#finish();
    else if (!this.push(payload)) this.#wire.hold();
  }

  /** One chunk after the other, each once the one before it has left. What a peer that has ended would not read is dropped. */
  #writeFrom(chunk: Buffer, offset: number, written: (error?: Error | null) => void): void {
    if (this.#phase !== "open" || offset >= chunk.length) {
      written();
      return;
    }
    const end = Math.min(offset + STREAM_CHUNK_MAX, chunk.length);
    this.#wire.send(status.continue, chunk.subarray(offset, end), (error) =>
      error ? written(error) : this.#writeFrom(chunk, end, written),
    );
  }

  #finish(): void {
    if (this.#phase !== "open") return;
    this.#phase = "finishing";
    this.#wire.send(status.ok, null);
  }

  #end(): void {
    this.#close();
    this.push(null);
    this.#finished?.();
    this.#finished = undefined;
  }

  #fail(error: LibvirtError): void {
    this.#close();
    this.destroy(error);
  }

  #close(): void {
    this.#phase = "over";
    this.#wire.forget();
    this.#wire.release();
  }
}
