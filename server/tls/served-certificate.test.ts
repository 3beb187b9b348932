import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog, type Logger } from "#server/log.ts";
import { ServedCertificate } from "./served-certificate.ts";
import { type Pair, selfSignedPair } from "./testing/certificates.ts";

const DAY_MS = 24 * 3600 * 1000;
const first = await selfSignedPair();
const second = await selfSignedPair();
const expired = await selfSignedPair({ from: -9, to: -2 });
let directory: string;
let served: ServedCertificate;
let changes: string[];
let warnings: string[];
let now: number;
/** How often the time was asked for: at least once with every look at the files. */
let asked: number;
/** Done then. */
let meanwhile: () => void;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "oriel-served-"));
  changes = [];
  warnings = [];
  now = Date.now();
  asked = 0;
  meanwhile = () => {};
});
afterEach(() => {
  served.close();
  rmSync(directory, { recursive: true });
});

const path = (name: string) => join(directory, name);

function put({ cert, key }: Pair, folder = "."): void {
  mkdirSync(path(folder), { recursive: true });
  writeFileSync(path(`${folder}/cert.pem`), cert);
  writeFileSync(path(`${folder}/key.pem`), key);
}

/** A log that keeps its warnings. */
function log(): Logger {
  const quiet = createLog("tool", "silent");
  quiet.warn = ((fields: { reason?: string }, message: string) => void warnings.push(`${message} ${fields.reason ?? ""}`)) as never;
  return quiet;
}

function tell(): number {
  asked++;
  meanwhile();
  return now;
}

type Kind = { kind: "self-signed" } | { kind: "files"; cert: string; key: string };

async function serve(tls: Kind = { kind: "files", cert: path("cert.pem"), key: path("key.pem") }): Promise<void> {
  const config = { tls, listen: { host: "127.0.0.1", port: 0 }, origins: [], stateDir: directory };
  served = await ServedCertificate.open({ config, log: log(), lookMs: 20, now: tell });
  served.onChange(({ cert }) => changes.push(cert));
}

const isServed = (pair: Pair) => expect.poll(() => served.current.cert).toBe(pair.cert);
const isWarnedOf = (text: string) => expect.poll(() => warnings.join("\n")).toContain(text);

describe("files that are replaced are served from then on:", () => {
  test("written over", async () => {
    put(first);
    await serve();
    put(second);
    await isServed(second);
    expect(served.current.key).toBe(second.key);
    expect(changes).toEqual([second.cert]);
    expect(warnings.filter((text) => !text.includes("stays"))).toEqual([]);
  });

  test("renamed over", async () => {
    put(first);
    await serve();
    put(second, "new");
    renameSync(path("new/key.pem"), path("key.pem"));
    renameSync(path("new/cert.pem"), path("cert.pem"));
    await isServed(second);
  });

  test("links of their own that are set elsewhere, as certbot does", async () => {
    put(first, "archive/1");
    put(second, "archive/2");
    for (const name of ["cert.pem", "key.pem"]) symlinkSync(`archive/1/${name}`, path(name));
    await serve();
    for (const name of ["cert.pem", "key.pem"]) {
      symlinkSync(`archive/2/${name}`, path(`${name}.new`));
      renameSync(path(`${name}.new`), path(name));
    }
    await isServed(second);
  });

  test("a link to their directory that is set elsewhere, as Kubernetes does", async () => {
    put(first, "1");
    put(second, "2");
    symlinkSync("1", path("..data"));
    for (const name of ["cert.pem", "key.pem"]) symlinkSync(`..data/${name}`, path(name));
    await serve();
    symlinkSync("2", path("..data.new"));
    renameSync(path("..data.new"), path("..data"));
    await isServed(second);
  });
});

describe("what cannot be served leaves the one before in place, is told, and is followed by what can be:", () => {
  test.each<[string, () => void, string]>([
    ["half a file", () => writeFileSync(path("cert.pem"), second.cert.slice(0, 300)), "holds no certificate"],
    ["an empty file", () => writeFileSync(path("key.pem"), ""), "holds no private key"],
    ["no file", () => rmSync(path("cert.pem")), "there is no such file"],
    ["the certificate without its key", () => writeFileSync(path("cert.pem"), second.cert), "does not belong to the certificate"],
    ["one that has expired", () => put(expired), "has expired"],
  ])("%s", async (_, spoil, reason) => {
    put(first);
    await serve();
    spoil();
    await isWarnedOf(reason);
    expect(served.current.cert).toBe(first.cert);
    expect(changes).toEqual([]);
    put(second);
    await isServed(second);
  });

  test("a file that somebody is still writing to is not read", async () => {
    put(first);
    await serve();
    let written = "";
    meanwhile = () => {
      written += "x";
      writeFileSync(path("cert.pem"), written);
    };
    await expect.poll(() => asked).toBeGreaterThan(10);
    expect(warnings).toEqual([]);
    meanwhile = () => {};
    put(second);
    await isServed(second);
  });

  test("it is told once", async () => {
    put(first);
    await serve();
    writeFileSync(path("cert.pem"), "");
    await isWarnedOf("holds no certificate");
    asked = 0;
    await expect.poll(() => asked).toBeGreaterThan(10);
    expect(warnings).toHaveLength(1);
  });
});

test("nothing is said of files that are written anew as they were", async () => {
  put(first);
  await serve();
  put(first);
  put(first, "new");
  renameSync(path("new/cert.pem"), path("cert.pem"));
  put(second);
  await isServed(second);
  expect(changes).toEqual([second.cert]);
});

test("nothing to begin with is refused", async () => {
  put(first);
  await serve();
  rmSync(path("cert.pem"));
  await expect(serve()).rejects.toThrow("there is no such file");
});

test("a certificate that is about to end is told of, once a day", async () => {
  put(first);
  await serve();
  now += 77 * DAY_MS;
  await isWarnedOf("renew it");
  now += DAY_MS / 2;
  put(second);
  await isServed(second);
  expect(warnings.filter((text) => text.includes("renew it"))).toHaveLength(1);
  now += DAY_MS;
  await expect.poll(() => warnings.filter((text) => text.includes("renew it")).length).toBe(2);
});

test("the portal's own is made anew while it is served", async () => {
  await serve({ kind: "self-signed" });
  const { fingerprint, validTo } = served.current;
  await expect.poll(() => asked).toBeGreaterThan(10);
  now = validTo.getTime() - 29 * DAY_MS;
  await expect.poll(() => served.current.fingerprint).not.toBe(fingerprint);
  expect(served.current.validTo.getTime()).toBeGreaterThan(validTo.getTime());
  expect(served.current.selfSigned).toBe(true);
  expect(changes).toHaveLength(1);
});
