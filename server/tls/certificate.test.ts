import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readCertificate, readValidCertificate } from "./certificate.ts";
import { issuedPair, selfSignedPair } from "./testing/certificates.ts";

const directory = mkdtempSync(join(tmpdir(), "oriel-cert-"));
afterAll(() => rmSync(directory, { recursive: true }));

const own = await selfSignedPair();
const issued = issuedPair();

/** Writes both files. */
function files({ cert, key }: { cert: string; key: string }) {
  const paths = { cert: join(directory, "cert.pem"), key: join(directory, "key.pem") };
  writeFileSync(paths.cert, cert);
  writeFileSync(paths.key, key);
  return paths;
}

const refusal = (pair: { cert: string; key: string }) => readValidCertificate(files(pair)).then(() => "", String);

test("what it is: its print, its end, whom it is for, who vouches for it", async () => {
  const certificate = await readValidCertificate(files(own));
  expect(certificate).toMatchObject({ cert: own.cert, key: own.key, selfSigned: true });
  const shown = execFileSync("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], { input: own.cert }).toString().trim();
  expect(shown).toMatch(/^sha256 Fingerprint=/i);
  expect(certificate.fingerprint).toBe(shown.split("=")[1]);
  expect(["localhost", "127.0.0.1", "::1", "example.org", "127.0.0.2"].map(certificate.covers)).toEqual([true, true, true, false, false]);
  expect((await readValidCertificate(files(issued))).selfSigned).toBe(false);
});

test("a chain of several, and both in one file", async () => {
  const chain = { cert: `subject=something\n${issued.cert}${issued.ca}`, key: issued.key };
  expect((await readValidCertificate(files(chain))).selfSigned).toBe(false);
  const { cert } = files({ cert: own.key + own.cert, key: "" });
  const read = await readValidCertificate({ cert, key: cert });
  expect(read.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(read.cert).toBe(own.cert);
});

const locked = createPrivateKey(own.key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }) as string;
const lockedOld = createPrivateKey(own.key).export({ type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }) as string;
const weak = join(directory, "weak");
execFileSync(
  "openssl",
  ["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=x", "-keyout", `${weak}.key`, "-out", `${weak}.crt`],
  {
    stdio: "pipe",
  },
);

test.each([
  ["another certificate's key", { cert: own.cert, key: issued.key }, "does not belong to the certificate"],
  ["the two swapped", { cert: own.key, key: own.cert }, "cert.pem holds no certificate"],
  ["no key", { cert: own.cert, key: own.cert }, "key.pem holds no private key"],
  ["a chain in the wrong order", { cert: issued.ca + issued.cert, key: issued.key }, "wrong order"],
  ["half a certificate", { cert: own.cert.slice(0, 200), key: own.key }, "holds no certificate"],
  ["a damaged certificate", { cert: own.cert.replace(/\n[A-Za-z0-9+/]{64}\n/, "\nAAAA\n"), key: own.key }, "is damaged, or not complete"],
  ["half a key", { cert: own.cert, key: own.key.replace(/\n[A-Za-z0-9+/]{64}\n/, "\nAAAA\n") }, "The key in"],
  ["a locked key", { cert: own.cert, key: locked }, "openssl pkey -in"],
  ["a key that is locked the old way", { cert: own.cert, key: lockedOld }, "openssl pkey -in"],
  ["one that has expired", await selfSignedPair({ from: -9, to: -2 }), "has expired, on 20"],
  ["one that is not valid yet", await selfSignedPair({ from: 2, to: 9 }), "Check this machine's clock"],
])("%s is refused, with what to do", async (_, pair, text) => {
  expect(await refusal(pair)).toMatch(/^ConfigError: /);
  expect(await refusal(pair)).toContain(text);
});

test("a key that OpenSSL takes for too short", async () => {
  expect(await readValidCertificate({ cert: `${weak}.crt`, key: `${weak}.key` }).catch(String)).toContain("cannot be served");
});

test("files that are not there, are no files or may not be read", async () => {
  const paths = files(own);
  expect(await readCertificate({ ...paths, cert: `${paths.cert}x` }).catch(String)).toMatch(
    /cert\.pemx cannot be read: there is no such file/,
  );
  expect(await readCertificate({ ...paths, key: directory }).catch(String)).toContain("it is a directory");
  if (process.getuid?.() === 0) return;
  chmodSync(paths.key, 0);
  expect(await readCertificate(paths).catch(String)).toContain("this user may not");
});
