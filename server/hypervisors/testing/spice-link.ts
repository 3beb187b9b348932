import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { connect } from "node:net";

/** SPICE_LINK_ERR_OK and SPICE_LINK_ERR_PERMISSION_DENIED (spice/error_codes.h). */
const results: Record<number, "ok" | "denied"> = { 0: "ok", 7: "denied" };
/** SpiceLinkHeader and the part of SpiceLinkReply that every server sends (spice/protocol.h). */
const HEADER = 16;
const KEY_AT = HEADER + 4;
const KEY_BYTES = 162;

/** A SPICE client that goes as far as its password: links a main channel and tells whether the password was taken. */
export async function spiceLink(port: number, password: string): Promise<"ok" | "denied"> {
  const socket = connect(port, "127.0.0.1");
  try {
    const chunks = socket.iterator({ destroyOnReturn: false });
    let held = Buffer.alloc(0);
    const read = async (size: number) => {
      while (held.length < size) {
        const { value, done } = await chunks.next();
        if (done) throw new Error("the SPICE server closed the link");
        held = Buffer.concat([held, value]);
      }
      const taken = held.subarray(0, size);
      held = held.subarray(size);
      return taken;
    };
    socket.write(linkMessage());
    const header = await read(HEADER);
    const reply = Buffer.concat([header, await read(header.readUInt32LE(12))]);
    socket.write(ticket(reply.subarray(KEY_AT, KEY_AT + KEY_BYTES), password));
    const result = (await read(4)).readUInt32LE();
    return results[result] ?? Promise.reject(new Error(`SPICE link error ${result}`));
  } finally {
    socket.destroy();
  }
}

/** Main channel, new connection; its one word of common capabilities is AUTH_SELECTION, AUTH_SPICE and MINI_HEADER. */
function linkMessage(): Buffer {
  const message = Buffer.alloc(HEADER + 18 + 4);
  message.write("REDQ", 0, "latin1");
  message.writeUInt32LE(2, 4);
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(18 + 4, 12);
  message.writeUInt8(1, HEADER + 4);
  message.writeUInt32LE(1, HEADER + 6);
  message.writeUInt32LE(18, HEADER + 14);
  message.writeUInt32LE(0b1011, HEADER + 18);
  return message;
}

/** The mechanism (1: SPICE's own), and the password with its final NUL under the server's key. */
function ticket(publicKey: Buffer, password: string): Buffer {
  const key = createPublicKey({ key: publicKey, format: "der", type: "spki" });
  const mechanism = Buffer.from([1, 0, 0, 0]);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return Buffer.concat([mechanism, publicEncrypt({ key, padding, oaepHash: "sha1" }, Buffer.from(`${password}\0`))]);
}
