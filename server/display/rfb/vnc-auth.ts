import { createCipheriv } from "node:crypto";

/** Bytes of the challenge and of the answer (RFC 6143, section 7.2.2). */
export const CHALLENGE_SIZE = 16;

/**
 * Answers a VNC authentication challenge: DES in ECB mode under the password's first 8 bytes, each with its bits mirrored, as
 * all implementations do (RFC 6143, section 7.2.2, and its erratum 4951). Single DES is triple DES under three equal keys.
 * @param challenge 16 bytes
 */
export function answerChallenge(challenge: Buffer, password: string): Buffer {
  const key = Buffer.alloc(8);
  Buffer.from(password, "utf8").copy(key, 0, 0, 8);
  const mirrored = key.map(mirror);
  const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([mirrored, mirrored, mirrored]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function mirror(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) mirrored |= 0x80 >> bit;
  return mirrored;
}
