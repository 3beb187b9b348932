import { constants, publicEncrypt } from "node:crypto";
import type { Duplex } from "node:stream";
import { Incoming, SpiceChannel } from "./spice-channel.ts";
import { ChannelType, CommonCap, Say, Told, u32 } from "./spice-protocol.ts";

const COMMON_CAPS = CommonCap.authSelection | CommonCap.miniHeader;
const AUTH_SPICE = 1;
const HEADER = 16;
const KEY_AT = 4;
const KEY_SIZE = 162;

export type SpiceLinkWanted = { type: number; connectionId?: number; password?: string };

/** A link was answered with an error (SpiceLinkErr). */
export class LinkRefused extends Error {
  readonly error: number;

  constructor(error: number) {
    super(`The link was refused with ${error}.`);
    this.error = error;
  }
}

/**
 * Links a stream as one channel, the client's side (spice-protocol's spice/protocol.h).
 * @throws {LinkRefused} and an Error where the stream ends before
 */
export async function linkChannel(stream: Duplex, { type, connectionId = 0, password = "" }: SpiceLinkWanted): Promise<SpiceChannel> {
  stream.on("error", () => stream.destroy());
  const incoming = new Incoming(stream);
  const message = Buffer.concat([u32(connectionId), Buffer.of(type, 0), u32(1, 0, 18, COMMON_CAPS)]);
  stream.write(Buffer.concat([Buffer.from("REDQ"), u32(2, 2, message.length), message]));

  const header = await incoming.take(HEADER);
  const reply = await incoming.take(header.readUInt32LE(12));
  throwUnlessOk(reply.readUInt32LE(0));
  const key = `-----BEGIN PUBLIC KEY-----\n${reply.toString("base64", KEY_AT, KEY_AT + KEY_SIZE)}\n-----END PUBLIC KEY-----`;
  const padded = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" };
  stream.write(Buffer.concat([u32(AUTH_SPICE), publicEncrypt(padded, Buffer.from(`${password}\0`))]));
  throwUnlessOk((await incoming.take(4)).readUInt32LE(0));
  return new SpiceChannel({ stream, incoming, type, id: 0, connectionId, mini: true, caps: 0 });
}

/** Links a main channel and waits until it has told its session. Pings and acknowledgements are answered. */
export async function openMain(stream: Duplex, password = ""): Promise<{ main: SpiceChannel; sessionId: number }> {
  const main = await linkChannel(stream, { type: ChannelType.main, password });
  const sessionId = await new Promise<number>((resolve, reject) => {
    const ended = main.listen(({ type, body }) => {
      if (type === Say.setAck) main.send(Told.ackSync, body.subarray(0, 4));
      if (type === Say.ping) main.send(Told.pong, body.subarray(0, 12));
      if (type === Say.main.init) resolve(body.readUInt32LE(0));
    });
    void ended.then(() => reject(new Error("The main channel ended before it told its session.")));
  });
  return { main, sessionId };
}

function throwUnlessOk(error: number): void {
  if (error !== 0) throw new LinkRefused(error);
}
