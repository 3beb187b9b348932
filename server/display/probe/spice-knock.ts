import { DisplayConversation } from "../display-conversation.ts";
import type { DisplaySocket } from "../display-socket.ts";
import { LinkRefusal, linkErrors } from "../spice/link-error.ts";
import { authenticate } from "../spice/upstream.ts";
import { closeDisplay } from "./display-bytes.ts";
import { beginChannel, type ChannelWanted } from "./spice-link.ts";

/** A channel that every server has, of a session that none has: libspice-server numbers them by rand(), which is never that large. */
const nobodys: ChannelWanted = { channel: "inputs", channelId: 0, sessionId: 0xffffffff };

/**
 * Shows a SPICE display a password and leaves. Whoever has a session keeps it: a server looks at the password first and then finds
 * that there is no such session to join.
 * @param socket dialled for the inputs channel, and paused; it is closed
 * @returns whether the password is taken
 * @throws {OrielError} display-refused where it is refused for another reason, display-protocol, display-unreachable
 */
export async function spiceTakes(socket: DisplaySocket, password: string | null, deadlineMs: number): Promise<boolean> {
  const display = new DisplayConversation(socket);
  display.begin(deadlineMs);
  try {
    const { linking } = await beginChannel(display, nobodys);
    return await isTaken(authenticate(display, linking, password, null));
  } finally {
    await closeDisplay({ stream: socket.socket, destroy: () => display.destroy() });
  }
}

async function isTaken(authentication: Promise<void>): Promise<boolean> {
  try {
    await authentication;
    return true;
  } catch (error) {
    if (!(error instanceof LinkRefusal)) throw error;
    if (error.linkError === linkErrors.permissionDenied) return false;
    if (error.linkError === linkErrors.badConnectionId) return true;
    throw error;
  }
}
