import type { Pass } from "#server/contract/console.ts";
import { openSocket } from "../socket.ts";

/** How long a socket waits for its console, in ms: as long as its pass does (early-pass.ts). */
const KEPT = 10_000;

/** How a WebSocket was closed. */
type Closed = Pick<CloseEvent, "code" | "reason">;

interface Early {
  pass: Pass;
  socket: WebSocket;
  closed: Closed | null;
  timer: ReturnType<typeof setTimeout>;
}

let early: Early | undefined;
const taken = new WeakSet<Pass>();

/**
 * Opens the main channel's socket of a console whose page is on its way, so that the relay does its part meanwhile. SPICE's client speaks
 * first: nothing comes before somebody listens, but that the socket is open or closed.
 */
export function openEarly(pass: Pass): void {
  if (taken.has(pass)) return;
  leave();
  const opened: Early = { pass, socket: openSocket(pass), closed: null, timer: setTimeout(leave, KEPT) };
  opened.socket.addEventListener("close", ({ code, reason }) => {
    opened.closed = { code, reason };
  });
  early = opened;
}

/** The socket of a pass's main channel, and how it was closed if it is already: the one that was opened early, else a new one. */
export function takeSocket(pass: Pass): { socket: WebSocket; closed: Closed | null } {
  taken.add(pass);
  if (early?.pass !== pass) {
    leave();
    return { socket: openSocket(pass), closed: null };
  }
  const { socket, closed, timer } = early;
  clearTimeout(timer);
  early = undefined;
  return { socket, closed };
}

function leave(): void {
  clearTimeout(early?.timer);
  early?.socket.close();
  early = undefined;
}
