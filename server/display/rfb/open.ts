import type { Socket } from "node:net";
import { OrielError } from "#server/errors.ts";
import type { DisplayAddress } from "../address.ts";
import { ByteQueue, BytesEnded } from "../byte-queue.ts";
import { dial } from "../dial.ts";
import type { Sink } from "../display-socket.ts";
import { handshakeUpstream } from "./upstream.ts";

/** How long a display may take for its whole handshake, in milliseconds. */
export const HANDSHAKE_DEADLINE_MS = 5_000;

/** A VNC display behind its handshake. */
export type OpenRfb = {
  /** For everything but reading. Paused. */
  stream: Socket;
  /** Lets the display's bytes behind ServerInit go to a sink, once the stream is resumed. */
  flow(sink: Sink): void;
  /** The display's ServerInit message as it came. */
  serverInit: Buffer;
};

/**
 * Dials a VNC display and does its handshake.
 * @throws {OrielError} display-address, display-unreachable, display-refused, display-protocol
 */
export async function openRfb(address: DisplayAddress, password: string | null, deadlineMs = HANDSHAKE_DEADLINE_MS): Promise<OpenRfb> {
  const display = await dial(address);
  const { socket } = display;
  const queue = new ByteQueue();
  const fail = (error?: Error) => queue.fail(new BytesEnded(error?.message ?? "it closed", { cause: error }));
  const deadline = setTimeout(
    () => queue.fail(new OrielError("display-unreachable", "it did not finish the handshake in time")),
    deadlineMs,
  );
  display.flow((bytes) => queue.push(bytes));
  socket.on("error", fail).on("end", fail).on("close", fail).resume();
  try {
    const serverInit = await handshakeUpstream({ read: (size) => queue.read(size), write: (bytes) => socket.write(bytes) }, password);
    socket.pause();
    return { stream: socket, serverInit, flow: (sink) => startFlow(display, queue.rest(), sink) };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(deadline);
    socket.off("end", fail).off("close", fail);
  }
}

/** What was read before the pause took hold comes first. */
function startFlow(display: { flow(sink: Sink): void }, first: Buffer, sink: Sink): void {
  if (first.length > 0) sink(first);
  display.flow(sink);
}
