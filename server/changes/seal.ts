import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Keeps definitions, which hold secrets, in the store so that the portal's key alone opens them. */
export type Seal = {
  /** @param place what it is and of what; it opens nowhere else */
  close(text: string, place: string): Uint8Array;
  /** null where it was sealed with another key, or for another place. */
  open(sealed: Uint8Array, place: string): string | null;
  /** Whether it was sealed with this key. */
  isOurs(sealed: Uint8Array): boolean;
};

const CIPHER = "aes-256-gcm";
/** Bytes of the key, and of what tells one key from another. */
const KEY = 32;
const MARK = 8;
/** Bytes of nonce and tag (NIST SP 800-38D). A random nonce of 12 bytes is good for 2^32 texts. */
const NONCE = 12;
const TAG = 16;

/** A seal with a key that is derived (HKDF, RFC 5869) from the portal's secret. A sealed text is: mark of the key, nonce, tag, cipher text. */
export function sealWith(secret: string): Seal {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "oriel definitions 1", KEY));
  const mark = createHash("sha256").update("oriel definitions 1 mark").update(key).digest().subarray(0, MARK);
  const isOurs = (sealed: Uint8Array) => sealed.length >= MARK + NONCE + TAG && mark.equals(sealed.subarray(0, MARK));
  return {
    isOurs,
    close(text, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place));
      const hidden = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()]);
      return Buffer.concat([mark, nonce, cipher.getAuthTag(), hidden]);
    },
    open(sealed, place) {
      if (!isOurs(sealed)) return null;
      const part = (from: number, length?: number) => sealed.subarray(from, length === undefined ? undefined : from + length);
      const cipher = createDecipheriv(CIPHER, key, part(MARK, NONCE), { authTagLength: TAG }).setAAD(Buffer.from(place));
      cipher.setAuthTag(part(MARK + NONCE, TAG));
      try {
        return inflateRawSync(Buffer.concat([cipher.update(part(MARK + NONCE + TAG)), cipher.final()])).toString();
      } catch {
        return null;
      }
    },
  };
}
