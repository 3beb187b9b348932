import type { Conversation } from "../conversation.ts";
import type { DisplayConversation } from "../display-conversation.ts";
import { has, MINI_HEADER } from "./capabilities.ts";
import { channelTypes } from "./channel-type.ts";
import { readDisplayInit } from "./display-init.ts";
import { Downstream } from "./downstream.ts";
import { LinkRefusal, linkErrors } from "./link-error.ts";
import { type LinkMessage, readLinkMessage } from "./link-message.ts";
import type { LinkReply } from "./link-reply.ts";
import { authenticate, beginLink, type Linking } from "./upstream.ts";

/** How long a display may take for its whole handshake, in milliseconds. */
export const HANDSHAKE_DEADLINE_MS = 5_000;

/** A display that was dialled for one channel, and the password of this moment. */
export type Uplink = { display: DisplayConversation; password: string | null };

export type LinkOptions = {
  /** Throws where a browser may not have the channel that it asks for. */
  check(message: LinkMessage): void;
  /**
   * Dials the display, once the browser's message is known and checked. `refused` is a password that the display did not take a
   * moment ago: another one is wanted then.
   */
  reach(message: LinkMessage, refused?: { password: string | null }): Promise<Uplink>;
  /** How long a display may take, in milliseconds. */
  deadlineMs?: number;
};

/** A channel whose link is done on both sides. */
export type Linked = {
  display: DisplayConversation;
  /** Whether its messages have the short header (SpiceMiniDataHeader). */
  miniHeader: boolean;
};

/**
 * Links one channel, with a browser as its server and with the display as its client. Both handshakes run side by side: what a
 * browser needs is sent as soon as the display has said it.
 * @throws {OrielError} client-protocol; display-refused, display-protocol, display-unreachable, display-closed; what `check` and
 * `reach` throw. The browser has been told in SPICE's own way then.
 */
export async function linkChannel(browser: Conversation, options: LinkOptions): Promise<Linked> {
  const message = await readLinkMessage(browser);
  const downstream = new Downstream(browser);
  let uplink: Uplink | null = null;
  try {
    options.check(message);
    uplink = await options.reach(message);
    const reply = await begin(uplink, message, options);
    const linking = { message, reply };
    const miniHeader = has(message.common, MINI_HEADER) && has(reply.common, MINI_HEADER);
    downstream.answer(reply);
    if (message.channelType === channelTypes.display) {
      await downstream.takeTicket(linking);
      downstream.accept();
      uplink = await authenticated(uplink, linking, await readDisplayInit(browser, miniHeader), options);
    } else {
      const ticket = downstream.takeTicket(linking);
      // It is awaited below: it must not count as unhandled where the display refuses before.
      ticket.catch(() => {});
      uplink = await authenticated(uplink, linking, null, options);
      await ticket;
      downstream.accept();
    }
    return { display: uplink.display, miniHeader };
  } catch (error) {
    uplink?.display.destroy();
    downstream.refuse(error);
    throw error;
  }
}

function begin({ display }: Uplink, message: LinkMessage, { deadlineMs = HANDSHAKE_DEADLINE_MS }: LinkOptions): Promise<LinkReply> {
  display.begin(deadlineMs);
  return beginLink(display, message);
}

/** Authenticates; where the display does not take the password, once more with another. */
async function authenticated(uplink: Uplink, linking: Linking, init: Buffer | null, options: LinkOptions): Promise<Uplink> {
  try {
    await authenticate(uplink.display, linking, uplink.password, init);
    return uplink;
  } catch (error) {
    uplink.display.destroy();
    if (!isPasswordRefusal(error)) throw error;
  }
  const { message } = linking;
  const second = await options.reach(message, { password: uplink.password });
  try {
    await authenticate(second.display, { message, reply: await begin(second, message, options) }, second.password, init);
    return second;
  } catch (error) {
    second.display.destroy();
    throw error;
  }
}

function isPasswordRefusal(error: unknown): boolean {
  return error instanceof LinkRefusal && error.linkError === linkErrors.permissionDenied;
}
