import { readFile } from "node:fs/promises";

/**
 * The authority whose certificates displays show, as PEM: the first of the files that is there.
 * @returns null where none is; a viewer then goes by the authorities that its own computer knows
 */
export async function readAuthority(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const pem = await readFile(file, "latin1").catch(() => "");
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
    if (certificates) return `${certificates.join("\n")}\n`;
  }
  return null;
}
