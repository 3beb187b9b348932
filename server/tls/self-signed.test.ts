import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readValidCertificate } from "./certificate.ts";
import { ensureSelfSigned, selfSignedFiles } from "./self-signed.ts";

const DAY_MS = 24 * 3600 * 1000;
const now = Date.parse("2026-06-01T12:00:00Z");
let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "oriel-tls-"));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

const ensure = (options: { hosts?: string[]; required?: string[]; now?: number } = {}) =>
  ensureSelfSigned({ stateDir, hosts: ["localhost", "127.0.0.1", ...(options.required ?? [])], required: [], now, ...options });

test("it is made once, kept, and readable by its owner alone", async () => {
  const first = await ensure();
  expect((await readValidCertificate(selfSignedFiles(stateDir), now)).fingerprint).toBe(first.fingerprint);
  expect(statSync(selfSignedFiles(stateDir).key).mode & 0o777).toBe(0o600);
  expect(statSync(join(stateDir, "tls")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(stateDir, "tls"))).toEqual(["self-signed.pem"]);
  expect((await ensure()).fingerprint).toBe(first.fingerprint);
});

test("it lasts no longer than browsers take, and counts for clocks that are an hour behind", async () => {
  const { validFrom, validTo } = await ensure();
  expect((validTo.getTime() - validFrom.getTime()) / DAY_MS).toBeLessThan(398);
  expect(now - validFrom.getTime()).toBe(3_600_000);
});

test("it is made anew when a month is left, and not before", async () => {
  const first = await ensure();
  expect((await ensure({ now: now + 366 * DAY_MS })).fingerprint).toBe(first.fingerprint);
  const next = await ensure({ now: now + 368 * DAY_MS });
  expect(next.fingerprint).not.toBe(first.fingerprint);
  expect((await ensure({ now: now + 1000 * DAY_MS })).validTo.getTime()).toBeGreaterThan(now + 1300 * DAY_MS);
});

test("it is kept when the machine's addresses change, and made anew when it must be for another host", async () => {
  const first = await ensure({ hosts: ["localhost", "127.0.0.1", "192.0.2.7"] });
  expect((await ensure({ hosts: ["localhost", "127.0.0.1", "192.0.2.8"] })).fingerprint).toBe(first.fingerprint);
  expect((await ensure({ required: ["localhost", "192.0.2.7"] })).fingerprint).toBe(first.fingerprint);
  const next = await ensure({ required: ["vm.example.org"] });
  expect(next.fingerprint).not.toBe(first.fingerprint);
  expect(next.covers("vm.example.org")).toBe(true);
});

test("a kept one that is damaged is not thrown away unasked", async () => {
  await ensure();
  const { cert } = selfSignedFiles(stateDir);
  writeFileSync(cert, readFileSync(cert, "utf8").slice(0, 300));
  expect(await ensure().catch(String)).toMatch(/^ConfigError: .*\n.*remove .*self-signed\.pem, and the next start makes another/);
});

test("a state directory that cannot be written to", async () => {
  writeFileSync(join(stateDir, "tls"), "");
  expect(await ensure().catch(String)).toMatch(/^ConfigError: The portal's own certificate cannot be written: .*ORIEL_STATE_DIR/);
});
