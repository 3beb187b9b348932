import { DisplayConversation, type OpenDisplay } from "../display-conversation.ts";
import type { DisplaySocket } from "../display-socket.ts";
import { AUTH_SELECTION, AUTH_SPICE, has, MINI_HEADER } from "../spice/capabilities.ts";
import { channelTypes, type SpiceChannel } from "../spice/channel-type.ts";
import { displayInit } from "../spice/display-init.ts";
import type { LinkMessage } from "../spice/link-message.ts";
import { authenticate, beginLink } from "../spice/upstream.ts";
import { closeDisplay } from "./display-bytes.ts";

/** A channel of our own: what it is, and of which session; 0 is a new one, with a main channel. */
export type ChannelWanted = { channel: SpiceChannel; channelId: number; sessionId: number };

/** A channel behind its link. */
export type LinkedChannel = OpenDisplay & {
  /** Whether its messages have the short header (SpiceMiniDataHeader). */
  miniHeader: boolean;
};

/**
 * Links a channel as a client of our own. A display channel begins with its first message at once, and is not closed before the
 * display's first word: libspice-server and the guest with it do not survive it otherwise.
 * @param socket connected, and paused; it is closed where this fails
 * @throws {OrielError} display-refused, display-protocol, display-unreachable, display-closed
 */
export async function linkSpice(
  socket: DisplaySocket,
  { channel, channelId, sessionId }: ChannelWanted,
  password: string | null,
  deadlineMs: number,
): Promise<LinkedChannel> {
  const display = new DisplayConversation(socket);
  display.begin(deadlineMs);
  try {
    const common = [(1 << AUTH_SELECTION) | (1 << AUTH_SPICE) | (1 << MINI_HEADER)];
    const message: LinkMessage = { connectionId: sessionId, channelType: channelTypes[channel], channelId, common, channel: [] };
    const reply = await beginLink(display, message);
    const miniHeader = has(reply.common, MINI_HEADER);
    await authenticate(display, { message, reply }, password, channel === "display" ? displayInit(miniHeader) : null);
    return { ...display.handOver(), miniHeader };
  } catch (error) {
    await closeDisplay({ stream: socket.socket, destroy: () => display.destroy() });
    throw error;
  }
}
