import { constants, createPublicKey, generateKeyPairSync, type KeyObject, publicEncrypt } from "node:crypto";
import { OrielError } from "#server/errors.ts";

/** Bits of the keys (spice-protocol, spice/protocol.h: SPICE_TICKET_KEY_PAIR_LENGTH). */
const KEY_BITS = 1024;
/** Bytes of a ticket: leading zeros belong to it. */
export const TICKET_SIZE = KEY_BITS / 8;
/** The longest password that a server takes, in bytes (SPICE_MAX_PASSWORD_LENGTH). */
const PASSWORD_LIMIT = 60;

/**
 * Encrypts a password for a display, as reference clients do: with a zero behind it, RSA-OAEP with SHA-1.
 * @param der the display's public key
 * @throws {OrielError} display-protocol where that is none of 1024 bits; display-refused where no display takes such a password
 */
export function encryptTicket(der: Buffer, password: string): Buffer {
  if (Buffer.byteLength(password) > PASSWORD_LIMIT)
    throw new OrielError("display-refused", `its password is longer than the ${PASSWORD_LIMIT} bytes that SPICE takes`);
  return publicEncrypt(
    { key: keyOf(der), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
    Buffer.from(`${password}\0`, "utf8"),
  );
}

function keyOf(der: Buffer): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    // Said below.
  }
  if (key?.asymmetricKeyType !== "rsa" || key.asymmetricKeyDetails?.modulusLength !== KEY_BITS)
    throw new OrielError("display-protocol", "its key is none");
  return key;
}

let own: Buffer | undefined;

/**
 * The key that browsers get in the display's place. Their tickets are not looked at, so nobody keeps its other half.
 */
export function ownPublicKey(): Buffer {
  own ??= generateKeyPairSync("rsa", { modulusLength: KEY_BITS }).publicKey.export({ format: "der", type: "spki" });
  return own;
}
