import type { DisplayAddress } from "../address.ts";
import { dial } from "../dial.ts";
import { DisplayConversation, type OpenDisplay } from "../display-conversation.ts";
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
  const display = new DisplayConversation(await dial(address));
  display.begin(deadlineMs);
  try {
    const serverInit = await handshakeUpstream(display, password);
    return { ...display.handOver(), serverInit };
  } catch (error) {
    display.destroy();
    throw error;
  }
}
