import { OrielError } from "#server/errors.ts";
import { BytesEnded } from "../byte-queue.ts";
import type { Conversation } from "../conversation.ts";
import { AUTH_SASL, AUTH_SELECTION, AUTH_SPICE, has, without } from "./capabilities.ts";
import { linkErrors, refusalOf } from "./link-error.ts";
import { type LinkMessage, linkMessage } from "./link-message.ts";
import { type LinkReply, readLinkReply } from "./link-reply.ts";
import { encryptTicket } from "./ticket.ts";

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
 * @throws {OrielError} display-refused, display-protocol, display-unreachable
 */
export async function authenticate(display: Conversation, message: LinkMessage, reply: LinkReply, password: string | null): Promise<void> {
  const ticket = encryptTicket(reply.publicKey, password ?? "");
  display.write(selectsMechanism(message, reply) ? Buffer.concat([Buffer.of(AUTH_SPICE, 0, 0, 0), ticket]) : ticket);
  const result = (await orEnded(display.read(4))).readUInt32LE();
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
