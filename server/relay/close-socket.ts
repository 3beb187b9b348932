import type { WebSocket } from "ws";
import { type ErrorCode, errorRow } from "#server/errors.ts";

/** How long a closing handshake may take before the connection is cut, in milliseconds. */
const DEADLINE_MS = 3_000;

/** Tells a browser why its console ended and closes its WebSocket; cuts it where it does not answer. Resolves when it is closed. */
export function closeSocket(ws: WebSocket, code: ErrorCode): Promise<void> {
  if (ws.readyState === ws.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const cut = setTimeout(() => ws.terminate(), DEADLINE_MS);
    ws.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
    ws.resume();
    ws.close(errorRow(code).close, code);
  });
}
