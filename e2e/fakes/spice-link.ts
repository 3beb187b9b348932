import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import type { Duplex } from "node:stream";
import { type ChannelLink, Incoming } from "./spice-channel.ts";
import { CommonCap, LinkError, u32 } from "./spice-protocol.ts";

/** A server's side of the link that every channel begins with (spice-protocol's spice/protocol.h). */

const MAGIC = "REDQ";
const VERSION = [2, 2] as const;
const HEADER = 16;
/** A link message without its capabilities. */
const MESSAGE = 18;
const MAX_MESSAGE = 4096;
const TICKET = 128;
const KEY = 162;
const COMMON_CAPS = CommonCap.authSelection | CommonCap.authSpice | CommonCap.miniHeader;

export type LinkRules = {
  publicKey: Buffer;
  privateKey: KeyObject;
  /** null: every ticket is right. */
  password: string | null;
  /** The error that a link is answered with, as by libspice-server: another session's id behind the ticket, all others before; null: no answer. */
  judge(link: { type: number; id: number; connectionId: number }): number | null;
  /** Capabilities of a channel, its first word. */
  capsOf(type: number): number;
  /** Told of the password in each ticket; null: it could not be read. */
  onTicket(password: string | null): void;
};

/** Goes through the link. @returns null where it was refused or gets no answer */
export async function answerLink(stream: Duplex, rules: LinkRules): Promise<ChannelLink | null> {
  const incoming = new Incoming(stream);
  const header = await incoming.take(HEADER);
  const size = header.readUInt32LE(12);
  if (header.toString("latin1", 0, 4) !== MAGIC) return refuse(stream, LinkError.invalidMagic);
  if (header.readUInt32LE(4) !== VERSION[0]) return refuse(stream, LinkError.versionMismatch);
  if (size < MESSAGE || size > MAX_MESSAGE) return refuse(stream, LinkError.invalidData);

  const message = await incoming.take(size);
  const [connectionId, type, id] = [message.readUInt32LE(0), message.readUInt8(4), message.readUInt8(5)];
  const [commonCount, channelCount, capsAt] = [message.readUInt32LE(6), message.readUInt32LE(10), message.readUInt32LE(14)];
  if (capsAt + 4 * (commonCount + channelCount) > size) return refuse(stream, LinkError.invalidData);
  const common = commonCount > 0 ? message.readUInt32LE(capsAt) : 0;
  const caps = channelCount > 0 ? message.readUInt32LE(capsAt + 4 * commonCount) : 0;

  const verdict = rules.judge({ type, id, connectionId });
  if (verdict === null) return null;
  const isOfNoSession = verdict === LinkError.badConnectionId;
  if (verdict !== LinkError.ok && !isOfNoSession) return refuse(stream, verdict);
  stream.write(reply(LinkError.ok, rules.publicKey, [COMMON_CAPS], [rules.capsOf(type)]));

  if (common & CommonCap.authSelection) await incoming.take(4);
  const password = readTicket(await incoming.take(TICKET), rules.privateKey);
  rules.onTicket(password);
  const isRight = rules.password === null || rules.password === password;
  stream.write(u32(isRight ? verdict : LinkError.permissionDenied));
  if (!isRight || isOfNoSession) return end(stream);
  return { stream, incoming, type, id, connectionId, caps, mini: Boolean(common & CommonCap.miniHeader) };
}

/** The password, which ends with a zero byte. */
function readTicket(ticket: Buffer, key: KeyObject): string | null {
  try {
    const text = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" }, ticket);
    return text.toString("utf8", 0, text.indexOf(0));
  } catch {
    return null;
  }
}

function reply(error: number, key: Buffer, common: readonly number[], channel: readonly number[]): Buffer {
  const fields = 4 + KEY + 12;
  const body = Buffer.concat([u32(error), key, u32(common.length, channel.length, fields), u32(...common), u32(...channel)]);
  return Buffer.concat([Buffer.from(MAGIC), u32(...VERSION, body.length), body]);
}

function refuse(stream: Duplex, error: number): null {
  stream.write(reply(error, Buffer.alloc(KEY), [], []));
  return end(stream);
}

function end(stream: Duplex): null {
  stream.end();
  return null;
}
