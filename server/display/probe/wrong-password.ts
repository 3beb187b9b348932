import { randomBytes } from "node:crypto";

/** A password that is nobody's, of the 8 characters that VNC takes. */
export function wrongPassword(): string {
  return randomBytes(6).toString("base64url");
}
