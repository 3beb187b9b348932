import type { Conversation } from "../conversation.ts";
import type { Capabilities } from "./capabilities.ts";
import { frame, fromDisplay, readFrame } from "./link-frame.ts";

/** Bytes of a public key: 1024 bits of RSA as DER (spice-protocol, spice/protocol.h: SPICE_TICKET_PUBKEY_BYTES). */
export const KEY_SIZE = 162;
/** Bytes of a SpiceLinkReply without its capabilities. */
const SIZE = 4 + KEY_SIZE + 12;

/** How a server answers a client's link message. */
export type LinkReply = {
  /** SpiceLinkErr; 0 where it goes on. */
  error: number;
  publicKey: Buffer;
  common: Capabilities;
  channel: Capabilities;
};

/** @throws {OrielError} display-protocol */
export async function readLinkReply(display: Conversation): Promise<LinkReply> {
  const { fields, common, channel } = await readFrame(display, SIZE, fromDisplay);
  return { error: fields.readUInt32LE(0), publicKey: fields.subarray(4), common, channel };
}

/** The reply as it is sent. */
export function linkReply({ error, publicKey, common, channel }: LinkReply): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(error);
  return frame(Buffer.concat([head, publicKey]), common, channel);
}
