import { OrielError } from "#server/errors.ts";
import type { Conversation } from "../conversation.ts";
import type { Capabilities } from "./capabilities.ts";

/** The messages of a link begin with these (spice-protocol, spice/protocol.h: SpiceLinkHeader). */
const MAGIC = Buffer.from("REDQ");
const MAJOR = 2;
const MINOR = 2;
const HEADER_SIZE = 16;
/** The largest body that is read, in bytes, as in the reference server. */
const BODY_LIMIT = 4096;

/** Says why a frame is none, in the way of the side that it comes from. */
export type Malformed = (why: string) => OrielError;

/** What a display sent is not understood. */
export const fromDisplay: Malformed = (why) => new OrielError("display-protocol", why);
/** What a browser sent is not understood. */
export const fromBrowser: Malformed = (why) => new OrielError("client-protocol", why);

/**
 * Reads the body of one message of a link: its fixed fields of `size` bytes, whose last 12 say where the capabilities lie.
 * @returns the fixed fields, and both lists of capabilities
 */
export async function readFrame(
  side: Conversation,
  size: number,
  malformed: Malformed,
): Promise<{ fields: Buffer; common: Capabilities; channel: Capabilities }> {
  const header = await side.read(HEADER_SIZE);
  if (!header.subarray(0, 4).equals(MAGIC)) throw malformed("it does not speak SPICE");
  const [major, length] = [header.readUInt32LE(4), header.readUInt32LE(12)];
  if (major !== MAJOR) throw malformed(`it speaks SPICE ${major}, not ${MAJOR}`);
  if (length < size || length > BODY_LIMIT) throw malformed(`a link message claims to be ${length} bytes long`);
  const body = await side.read(length);
  const [commonCount, channelCount, offset] = [body.readUInt32LE(size - 12), body.readUInt32LE(size - 8), body.readUInt32LE(size - 4)];
  if (offset > length || commonCount + channelCount > (length - offset) / 4)
    throw malformed(`a link message of ${length} bytes claims ${commonCount} and ${channelCount} capabilities at ${offset}`);
  const words = (from: number, count: number) => Array.from({ length: count }, (_, index) => body.readUInt32LE(from + 4 * index));
  return {
    fields: body.subarray(0, size - 12),
    common: words(offset, commonCount),
    channel: words(offset + 4 * commonCount, channelCount),
  };
}

/** Writes one message of a link: header, fixed fields, counts and place of the capabilities, and these. */
export function frame(fields: Buffer, common: Capabilities, channel: Capabilities): Buffer {
  const place = fields.length + 12;
  const tail = Buffer.alloc(12 + 4 * (common.length + channel.length));
  [common.length, channel.length, place, ...common, ...channel].forEach((word, index) => {
    tail.writeUInt32LE(word, 4 * index);
  });
  const head = Buffer.alloc(HEADER_SIZE);
  MAGIC.copy(head);
  [MAJOR, MINOR, fields.length + tail.length].forEach((word, index) => {
    head.writeUInt32LE(word, 4 + 4 * index);
  });
  return Buffer.concat([head, fields, tail]);
}
