import type { WebSocket } from "ws";
import { type ErrorCode, errorRow } from "#server/errors.ts";

/** How long a closing handshake may take before the connection is cut, in milliseconds. */
const DEADLINE_MS = 3_000;
/** RFC 6455, section 7.4.1. */
const NORMAL = 1000;

/**
 * Tells a browser why its console ended, or that it ended in order (null), and closes its WebSocket; cuts it where it does not
 * answer. Resolves when it is closed.
 */
export function closeSocket(ws: WebSocket, code: ErrorCode | null): Promise<void> {
  if (ws.readyState === ws.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const cut = setTimeout(() => ws.terminate(), DEADLINE_MS);
    ws.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
    ws.resume();
    if (code === null) ws.close(NORMAL);
    else ws.close(errorRow(code).close, code);
  });
}
