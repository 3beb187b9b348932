import type { DisplayAddress } from "../address.ts";
import { dial } from "../dial.ts";
import { DisplayConversation, type OpenDisplay } from "../display-conversation.ts";
import type { DisplaySocket } from "../display-socket.ts";
import { handshakeUpstream } from "./upstream.ts";

/** How long a display may take for its whole handshake, in milliseconds. */
export const HANDSHAKE_DEADLINE_MS = 5_000;

/** A VNC display behind its handshake. */
export type OpenRfb = OpenDisplay & {
  /** The display's ServerInit message as it came. */
  serverInit: Buffer;
};

/**
 * Dials a VNC display and does its handshake.
 * @throws {OrielError} display-address, display-unreachable, display-refused, display-protocol
 */
export async function openRfb(address: DisplayAddress, password: string | null, deadlineMs = HANDSHAKE_DEADLINE_MS): Promise<OpenRfb> {
  return shakeHands(await dial(address), password, deadlineMs);
}

/**
 * Does the handshake with a VNC display.
 * @param socket connected, and paused; it is closed where this fails
 * @throws {OrielError} display-unreachable, display-refused, display-protocol
 */
export async function shakeHands(socket: DisplaySocket, password: string | null, deadlineMs: number): Promise<OpenRfb> {
  const display = new DisplayConversation(socket);
  display.begin(deadlineMs);
  try {
    const serverInit = await handshakeUpstream(display, password);
    return { ...display.handOver(), serverInit };
  } catch (error) {
    display.destroy();
    throw error;
  }
}
