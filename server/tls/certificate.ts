import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import ipaddr from "ipaddr.js";
import { ConfigError, type TlsConfig } from "#server/config.ts";

/** PEM files: the certificate with what may follow of its chain, and its private key. They may be one. */
export type CertificateFiles = Pick<Extract<TlsConfig, { kind: "files" }>, "cert" | "key">;

/** A certificate that can be served now, with its key. */
export type Certificate = {
  /** The certificate and its chain, in PEM. */
  cert: string;
  /** PEM. */
  key: string;
  /** SHA-256 of the certificate as browsers show it: pairs of hex digits, parted by colons. */
  fingerprint: string;
  validFrom: Date;
  validTo: Date;
  /** It vouches for itself: no browser trusts it before a person does. */
  selfSigned: boolean;
  /** Whether it is for a DNS name or an address. */
  covers(host: string): boolean;
};

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads a certificate and its key, and checks that they can be served; not whether the certificate has expired.
 * @throws {ConfigError} that names the file, says what is wrong with it and what to do
 */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const [text, key] = await Promise.all([readPem(files.cert), readPem(files.key)]);
  // Without what else is in the file, which may be the key.
  const blocks = text.match(block) ?? [];
  const cert = blocks.map((one) => `${one}\n`).join("");
  const chain = parseChain(blocks, files.cert);
  const [leaf] = chain;
  if (!leaf) throw new ConfigError(`${files.cert} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).`);
  checkKey(chain, key, files);
  checkUse(cert, key, files);
  return {
    cert,
    key,
    fingerprint: leaf.fingerprint256,
    validFrom: leaf.validFromDate,
    validTo: leaf.validToDate,
    selfSigned: leaf.checkIssued(leaf),
    covers: (host) => (ipaddr.isValid(host) ? leaf.checkIP(host) : leaf.checkHost(host, { subject: "never" })) !== undefined,
  };
}

/**
 * The same, and it is the time for it.
 * @param now milliseconds since 1970
 * @throws {ConfigError}
 */
export async function readValidCertificate(files: CertificateFiles, now = Date.now()): Promise<Certificate> {
  const certificate = await readCertificate(files);
  const { validFrom, validTo } = certificate;
  if (now > validTo.getTime()) throw new ConfigError(`The certificate in ${files.cert} has expired, on ${dayOf(validTo)}. Renew it.`);
  if (now < validFrom.getTime())
    throw new ConfigError(`The certificate in ${files.cert} is valid from ${dayOf(validFrom)} only. Check this machine's clock.`);
  return certificate;
}

/** "2027-01-31" */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${file} cannot be read: ${reasons[code] ?? (error as Error).message}`);
  }
}

const reasons: Record<string, string> = {
  ENOENT: "there is no such file. Check ORIEL_TLS_CERT and ORIEL_TLS_KEY.",
  EACCES: "this user may not. Give the user that runs the portal the right to read it.",
  EISDIR: "it is a directory. Name the file itself.",
};

function parseChain(blocks: readonly string[], file: string): X509Certificate[] {
  try {
    return blocks.map((text) => new X509Certificate(text));
  } catch {
    throw new ConfigError(`${file} holds a certificate that cannot be read: it is damaged, or not complete.`);
  }
}

function checkKey(chain: readonly X509Certificate[], pem: string, { cert, key }: CertificateFiles): void {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    throw new ConfigError(`The key in ${key} is locked by a passphrase. Write it out without one: openssl pkey -in ${key} -out FILE`);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    throw new ConfigError(`${key} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----).`);
  const privateKey = parseKey(pem, key);
  const fitting = chain.findIndex((certificate) => certificate.checkPrivateKey(privateKey));
  if (fitting > 0)
    throw new ConfigError(`${cert} has its certificates in the wrong order: the one of ${key} comes first, then those that vouch for it.`);
  if (fitting < 0)
    throw new ConfigError(`The key in ${key} does not belong to the certificate in ${cert}. Name the two files of one pair.`);
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ConfigError(`The key in ${file} cannot be read: it is damaged, or not complete.`);
  }
}

/** What OpenSSL itself would refuse, such as a key that is too short. */
function checkUse(cert: string, key: string, files: CertificateFiles): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new ConfigError(
      `The certificate in ${files.cert} cannot be served: ${(error as Error).message}. Ask its issuer for another one.`,
    );
  }
}
