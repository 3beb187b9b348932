import { createHash } from "node:crypto";

/** Names a definition's exact text: SHA-256, hexadecimal. */
export function fingerprint(definitionXml: string): string {
  return createHash("sha256").update(definitionXml).digest("hex");
}
