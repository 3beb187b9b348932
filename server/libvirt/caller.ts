import type { XdrReader, XdrWriter } from "./xdr.ts";

/** What bounds a call. */
export type CallOptions = {
  /** Milliseconds until the call is given up with a DeadlineError, waiting for its turn included. */
  deadlineMs?: number;
  /** Gives the call up; it is then refused with the signal's reason. */
  signal?: AbortSignal;
};

export type Write = (writer: XdrWriter) => void;
export type Read<T> = (reader: XdrReader) => T;

/** Something that calls of the remote program can be made on: a connection, or a link that comes back. */
export interface Caller {
  /**
   * Makes one call.
   * @throws {LibvirtError} where libvirt refused it
   * @throws {DeadlineError} where no answer came in time; what was asked for may happen all the same
   * @throws {LinkError} where the connection is down or was lost before the answer
   * @throws {ProtocolError} where the answer cannot be read
   */
  call<T>(procedure: number, write: Write | undefined, read: Read<T>, options?: CallOptions): Promise<T>;
}

/** Reads an answer that holds nothing. */
export const nothing: Read<void> = () => {};
