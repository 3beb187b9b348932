import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConfigError } from "#server/config.ts";
import { type Certificate, type CertificateFiles, readCertificate } from "./certificate.ts";
import { makeCertificate } from "./make-certificate.ts";

const DAY_MS = 24 * 3600 * 1000;
/** Browsers take at most 398 days of certificates that people have not installed themselves, and Apple's 825 of those they have. */
const LIFETIME_MS = 397 * DAY_MS;
/** It is made anew when it ends sooner than this. */
const RENEWAL_MS = 30 * DAY_MS;
/** For clients whose clock is behind. */
const BACKDATING_MS = 3600 * 1000;

/** Where the certificate is kept: one file with both, so that it is replaced in one step. */
export function selfSignedFiles(stateDir: string): CertificateFiles {
  const file = join(stateDir, "tls", "self-signed.pem");
  return { cert: file, key: file };
}

/** Whether a kept certificate can be served on: it lasts, and is for the hosts that it must be for. */
export function isStillGood({ validTo, covers }: Certificate, required: readonly string[], now: number): boolean {
  return validTo.getTime() - now > RENEWAL_MS && required.every(covers);
}

export type SelfSignedOptions = {
  stateDir: string;
  /** The names and addresses that a new certificate is for. */
  hosts: readonly string[];
  /** Those of them without which a kept one is not good any more. */
  required: readonly string[];
  /** Milliseconds since 1970. */
  now?: number;
};

/**
 * The portal's own certificate: kept from the first start on, made anew when it is about to end or is not for a required host. A
 * change of the machine's addresses leaves it as it is, because people have trusted this very one.
 * @throws {ConfigError} where it can be neither read nor written
 */
export async function ensureSelfSigned({ stateDir, hosts, required, now = Date.now() }: SelfSignedOptions): Promise<Certificate> {
  const files = selfSignedFiles(stateDir);
  const kept = existsSync(files.cert) ? await readKept(files) : null;
  if (kept && isStillGood(kept, required, now)) return kept;
  await write(files.cert, await newPem(hosts, now));
  return readCertificate(files);
}

function readKept(files: CertificateFiles): Promise<Certificate> {
  return readCertificate(files).catch((error: Error) => {
    throw new ConfigError(`${error.message}\nIt is the portal's own: remove ${files.cert}, and the next start makes another.`);
  });
}

async function newPem(hosts: readonly string[], now: number): Promise<string> {
  const name = `Oriel on ${hostname()}`.slice(0, 64);
  const times = { notBefore: new Date(now - BACKDATING_MS), notAfter: new Date(now + LIFETIME_MS) };
  const { cert, key } = await makeCertificate({ hosts, name, ...times });
  return `${cert}${key}`;
}

/** Whoever reads it meanwhile gets the old one or the new one, whole. */
async function write(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    const file = await open(fresh, "wx", 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw new ConfigError(
      `The portal's own certificate cannot be written: ${(error as Error).message}. ORIEL_STATE_DIR says where it is kept.`,
    );
  }
}
