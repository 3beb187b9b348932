import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as base64url: what a holder shows once. */
export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the store keeps of a token: SHA-256, hexadecimal. A token is random enough that a slow hash would add nothing. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
