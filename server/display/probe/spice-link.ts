import { DisplayConversation, type OpenDisplay } from "../display-conversation.ts";
import type { DisplaySocket } from "../display-socket.ts";
import { AUTH_SELECTION, AUTH_SPICE, has, MINI_HEADER } from "../spice/capabilities.ts";
import { channelTypes, type SpiceChannel } from "../spice/channel-type.ts";
import { displayInit } from "../spice/display-init.ts";
import type { LinkMessage } from "../spice/link-message.ts";
import { authenticate, beginLink, type Linking } from "../spice/upstream.ts";
import { closeDisplay } from "./display-bytes.ts";

/** A channel of our own: what it is, and of which session; 0 is a new one, with a main channel. */
export type ChannelWanted = { channel: SpiceChannel; channelId: number; sessionId: number };

/** A channel behind its link. */
export type LinkedChannel = OpenDisplay & {
  /** Whether its messages have the short header (SpiceMiniDataHeader). */
  miniHeader: boolean;
};

/** A link that a server has answered, and that it waits for the password of. */
export type BegunLink = { linking: Linking; miniHeader: boolean };

/**
 * Begins a channel as a client of our own.
 * @throws {OrielError} display-refused, display-protocol, display-unreachable, display-closed
 */
export async function beginChannel(display: DisplayConversation, { channel, channelId, sessionId }: ChannelWanted): Promise<BegunLink> {
  const common = [(1 << AUTH_SELECTION) | (1 << AUTH_SPICE) | (1 << MINI_HEADER)];
  const message: LinkMessage = { connectionId: sessionId, channelType: channelTypes[channel], channelId, common, channel: [] };
  const reply = await beginLink(display, message);
  return { linking: { message, reply }, miniHeader: has(reply.common, MINI_HEADER) };
}

/**
 * Links a channel as a client of our own. A display channel begins with its first message at once, and is not closed before the
 * display's first word: libspice-server and the guest with it do not survive it otherwise.
 * @param socket connected, and paused; it is closed where this fails
 * @throws {OrielError} as {@link beginChannel} does
 */
export async function linkSpice(
  socket: DisplaySocket,
  wanted: ChannelWanted,
  password: string | null,
  deadlineMs: number,
): Promise<LinkedChannel> {
  const display = new DisplayConversation(socket);
  display.begin(deadlineMs);
  try {
    const { linking, miniHeader } = await beginChannel(display, wanted);
    await authenticate(display, linking, password, wanted.channel === "display" ? displayInit(miniHeader) : null);
    return { ...display.handOver(), miniHeader };
  } catch (error) {
    await closeDisplay({ stream: socket.socket, destroy: () => display.destroy() });
    throw error;
  }
}
