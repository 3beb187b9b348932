import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ownHosts } from "./own-hosts.ts";
import { certificateOf, filesOf } from "./portal-certificate.ts";
import { selfSignedPair } from "./testing/certificates.ts";

const stateDir = mkdtempSync(join(tmpdir(), "oriel-portal-cert-"));
afterAll(() => rmSync(stateDir, { recursive: true }));

const selfSigned = (origins: string[] = []) => {
  const tls = { kind: "self-signed" as const };
  return { tls, listen: { host: "127.0.0.1", port: 7480 }, origins, stateDir };
};

test("the portal's own is for all of the machine's names and addresses, wherever it listens, and for those of ORIEL_URL", async () => {
  const first = await certificateOf(selfSigned());
  expect((await ownHosts("")).filter((host) => !first.covers(host))).toEqual([]);
  expect(first.covers("vm.example.org")).toBe(false);
  const next = await certificateOf(selfSigned(["https://vm.example.org", "https://[2001:db8::7]:8443", "https://localhost"]));
  expect(["vm.example.org", "2001:db8::7", ...(await ownHosts(""))].filter((host) => !next.covers(host))).toEqual([]);
  expect((await certificateOf(selfSigned())).fingerprint).toBe(next.fingerprint);
});

test("files are served as they are, while it is their time", async () => {
  const { cert, key } = await selfSignedPair({ to: 10 });
  const paths = { cert: join(stateDir, "cert.pem"), key: join(stateDir, "key.pem") };
  writeFileSync(paths.cert, cert);
  writeFileSync(paths.key, key);
  const config = { ...selfSigned(), tls: { kind: "files" as const, ...paths } };
  expect(filesOf(config)).toMatchObject(paths);
  expect(await certificateOf(config)).toMatchObject({ cert, key });
  await expect(certificateOf(config, Date.now() + 11 * 24 * 3600 * 1000)).rejects.toThrow("has expired");
});
