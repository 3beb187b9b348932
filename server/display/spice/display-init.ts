import { OrielError } from "#server/errors.ts";
import type { Conversation } from "../conversation.ts";
import { headers } from "./message-header.ts";

/** SPICE_MSGC_DISPLAY_INIT (spice-protocol, spice/enums.h) and the bytes of its caches and dictionary (spice-common, spice.proto). */
const DISPLAY_INIT = 101;
const BODY_SIZE = 14;

/**
 * Reads the message with which a client begins a display channel. Until a server has it, the channel must not end: libspice-server
 * (0.15.1 at least) then reads through a null pointer, and the guest dies with it. So the channel begins when this is there.
 * @throws {OrielError} client-protocol
 */
export async function readDisplayInit(browser: Conversation, miniHeader: boolean): Promise<Buffer> {
  const { size, typeAt } = miniHeader ? headers.mini : headers.full;
  const header = await browser.read(size);
  if (header.readUInt16LE(typeAt) !== DISPLAY_INIT || header.readUInt32LE(typeAt + 2) !== BODY_SIZE)
    throw new OrielError("client-protocol", "a display channel begins with another message than the one that is for it");
  return Buffer.concat([header, await browser.read(BODY_SIZE)]);
}

/** The same message as a client of our own begins with: it keeps no pictures, and knows no dictionary. */
export function displayInit(miniHeader: boolean): Buffer {
  const { size, typeAt } = miniHeader ? headers.mini : headers.full;
  const message = Buffer.alloc(size + BODY_SIZE);
  if (!miniHeader) message.writeBigUInt64LE(1n);
  message.writeUInt16LE(DISPLAY_INIT, typeAt);
  message.writeUInt32LE(BODY_SIZE, typeAt + 2);
  // The numbers of the cache and of the dictionary; both are of no size.
  message.writeUInt8(1, size);
  message.writeUInt8(1, size + 9);
  return message;
}
