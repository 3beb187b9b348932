import { isOrielError, OrielError } from "#server/errors.ts";
import { BytesEnded } from "../byte-queue.ts";
import { DisplayConversation } from "../display-conversation.ts";
import type { DisplaySocket } from "../display-socket.ts";
import { SECURITY_NONE, SECURITY_VNC } from "../rfb/security-type.ts";
import { agreeOnVersion, authenticate, offeredTypes } from "../rfb/upstream.ts";
import { closeDisplay } from "./display-bytes.ts";
import { wrongPassword } from "./wrong-password.ts";

/**
 * Tries to get into a VNC display without its password: where it asks for one, with a wrong one, and only once, because some servers
 * shut everybody out after a few.
 * @param socket connected, and paused; it is closed
 * @returns whether it was let in
 * @throws {OrielError} display-unreachable, display-refused where it was refused for another reason, display-protocol
 */
export async function rfbLetsIn(socket: DisplaySocket, deadlineMs: number): Promise<boolean> {
  const display = new DisplayConversation(socket);
  display.begin(deadlineMs);
  try {
    const version = await agreeOnVersion(display);
    const offered = await offeredTypes(display, version);
    if (offered.includes(SECURITY_NONE)) return true;
    if (!offered.includes(SECURITY_VNC)) throw new OrielError("display-protocol", `it offers security types ${offered.slice(0, 8)} now`);
    return await takes(authenticate(display, version, SECURITY_VNC, wrongPassword()));
  } catch (error) {
    if (!(error instanceof BytesEnded)) throw error;
    throw new OrielError("display-protocol", "it closed the connection during the handshake", { cause: error });
  } finally {
    await closeDisplay({ stream: socket.socket, destroy: () => display.destroy() });
  }
}

/** Some servers refuse without a word. */
async function takes(authentication: Promise<void>): Promise<boolean> {
  try {
    await authentication;
    return true;
  } catch (error) {
    if (error instanceof BytesEnded || (isOrielError(error) && error.code === "display-refused")) return false;
    throw error;
  }
}
