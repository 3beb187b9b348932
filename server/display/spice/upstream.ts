import { OrielError } from "#server/errors.ts";
import { BytesEnded } from "../byte-queue.ts";
import type { Conversation } from "../conversation.ts";
import type { DisplayConversation } from "../display-conversation.ts";
import { AUTH_SASL, AUTH_SELECTION, AUTH_SPICE, has, without } from "./capabilities.ts";
import { linkErrors, refusalOf } from "./link-error.ts";
import { type LinkMessage, linkMessage } from "./link-message.ts";
import { type LinkReply, readLinkReply } from "./link-reply.ts";
import { encryptTicket } from "./ticket.ts";

/** Bytes of a link's result (SpiceLinkErr). */
const RESULT_SIZE = 4;
const NOTHING = Buffer.alloc(0);

/** What both sides have said so far. */
export type Linking = { message: LinkMessage; reply: LinkReply };

/**
 * Begins a channel at a display with what a client said.
 * @returns the display's answer, which is no error
 * @throws {OrielError} display-refused, display-closed, display-protocol, display-unreachable
 */
export async function beginLink(display: Conversation, message: LinkMessage): Promise<LinkReply> {
  display.write(linkMessage({ ...message, common: without(message.common, AUTH_SASL) }));
  const reply = await orEnded(readLinkReply(display));
  if (reply.error !== linkErrors.ok) throw refusalOf(reply.error);
  if (has(reply.common, AUTH_SELECTION) && !has(reply.common, AUTH_SPICE))
    throw new OrielError("display-protocol", "it wants another kind of sign-in than a password (SASL)");
  return reply;
}

/**
 * Shows the display its password and hears whether it is right.
 * @param init what the channel begins with: it goes along, and the display is not left before it has answered it
 * @throws {OrielError} display-refused, display-protocol, display-unreachable
 */
export async function authenticate(
  display: DisplayConversation,
  { message, reply }: Linking,
  password: string | null,
  init: Buffer | null,
): Promise<void> {
  const ticket = encryptTicket(reply.publicKey, password ?? "");
  if (init !== null) display.keepUntilSent(RESULT_SIZE + 1);
  display.write(Buffer.concat([selectsMechanism(message, reply) ? Buffer.of(AUTH_SPICE, 0, 0, 0) : NOTHING, ticket, init ?? NOTHING]));
  const result = (await orEnded(display.read(RESULT_SIZE))).readUInt32LE();
  if (result !== linkErrors.ok) throw refusalOf(result);
}

/** Whether a client names its way of authentication before its ticket: only where both sides know of that. */
export function selectsMechanism(message: LinkMessage, reply: LinkReply): boolean {
  return has(message.common, AUTH_SELECTION) && has(reply.common, AUTH_SELECTION);
}

async function orEnded<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof BytesEnded)) throw error;
    throw new OrielError("display-protocol", "it closed the connection during the handshake", { cause: error });
  }
}
