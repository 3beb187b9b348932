import type { Duplex } from "node:stream";

/** Makes the byte stream to a daemon: a unix socket, TCP, TLS, ssh. */
export interface Dialer {
  /**
   * Connects anew; the caller owns the stream.
   * @throws {LinkError} where nothing can be reached; the signal's reason where it was aborted
   */
  dial(signal: AbortSignal): Promise<Duplex>;
}
