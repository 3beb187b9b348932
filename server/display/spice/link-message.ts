import type { Conversation } from "../conversation.ts";
import type { Capabilities } from "./capabilities.ts";
import { frame, fromBrowser, readFrame } from "./link-frame.ts";

/** Bytes of a SpiceLinkMess without its capabilities (spice-protocol, spice/protocol.h). */
const SIZE = 18;

/** With what a client begins a channel. */
export type LinkMessage = {
  /** 0 on the main channel, which opens a session; then the session's id, as MAIN_INIT gave it. */
  connectionId: number;
  channelType: number;
  channelId: number;
  common: Capabilities;
  channel: Capabilities;
};

/** @throws {OrielError} client-protocol */
export async function readLinkMessage(browser: Conversation): Promise<LinkMessage> {
  const { fields, common, channel } = await readFrame(browser, SIZE, fromBrowser);
  return {
    connectionId: fields.readUInt32LE(0),
    channelType: fields.readUInt8(4),
    channelId: fields.readUInt8(5),
    common,
    channel,
  };
}

/** The message as it is sent. */
export function linkMessage({ connectionId, channelType, channelId, common, channel }: LinkMessage): Buffer {
  const fields = Buffer.alloc(SIZE - 12);
  fields.writeUInt32LE(connectionId, 0);
  fields.writeUInt8(channelType, 4);
  fields.writeUInt8(channelId, 5);
  return frame(fields, common, channel);
}
