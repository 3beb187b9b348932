import { createHash, randomBytes, randomUUID, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { ConsoleClient } from "#e2e/fakes/console-client.ts";
import { type RelayProcess, startRelayProcess } from "#e2e/fakes/relay-process.ts";
import { startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { openTestMachines, type TestMachines } from "#e2e/fakes/test-machines.ts";
import { readAudit } from "#server/access/audit.ts";
import { issuedPair, selfSignedPair } from "#server/tls/testing/certificates.ts";

const first = await selfSignedPair();
const second = issuedPair();
let directory: string;
let daemon: PrivateLibvirtd;
let machines: TestMachines;
let relay: RelayProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "oriel-relay-tls-"));
  put(first);
  daemon = await startPrivateLibvirtd();
  machines = await openTestMachines(daemon.socket);
  relay = await startRelayProcess(`lab=${daemon.uriFor("test:///default")}`, {
    ORIEL_TLS_CERT: join(directory, "cert.pem"),
    ORIEL_TLS_KEY: join(directory, "key.pem"),
  });
});
afterAll(async () => {
  await relay?.stop();
  machines?.close();
  await daemon?.stop();
  rmSync(directory, { recursive: true });
});

function put({ cert, key }: { cert: string; key: string }): void {
  writeFileSync(join(directory, "key.pem"), key);
  writeFileSync(join(directory, "cert.pem"), cert);
}

async function open(vm: string, origin = relay.origin): Promise<ConsoleClient> {
  const protocols = ["binary", `oriel.ticket.${await relay.ticket({ vm })}`];
  return new ConsoleClient(`wss://${relay.address}/relay/console`, { origin, protocols, cookie: relay.cookie, ca: first.cert + second.ca });
}

/** A machine whose display says back what it is told. */
async function echoing(name: string): Promise<string> {
  const display = await startFakeDisplay(name, (socket) => socket.pipe(socket));
  const uuid = randomUUID();
  await machines.start(name, uuid, display.port);
  return `lab.${uuid}`;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("the portal's cookie is for https alone, and its origin is the one that counts", async () => {
  expect(relay.cookie).toMatch(/^__Host-oriel\.session_token=/);
  const vm = await echoing("origins");
  expect(await (await open(vm)).shakeHands()).toBe("origins");
  const plain = await open(vm, relay.origin.replace("https:", "http:"));
  await plain.closed;
  expect(plain.answer?.status).toBe(403);
});

test("24 MiB go there and back as they are, in messages of all sizes", async () => {
  const client = await open(await echoing("echo"));
  await client.shakeHands();
  const head = client.got.length;
  const pieces = Array.from({ length: 96 }, (_, index) => randomBytes(index % 3 === 0 ? 1 + index : 384 * 1024));
  for (const piece of pieces) client.ws.send(piece);
  const sent = Buffer.concat(pieces);
  const got = await client.gets(head + sent.length);
  expect(sha256(got.subarray(head))).toBe(sha256(sent));
  client.ws.close();
  const closed = async () => (await readAudit(relay.store, { limit: 20 })).find(({ action }) => action === "console.close");
  await expect.poll(closed).toMatchObject({ address: "127.0.0.1" });
});

test("clients that read nothing are not queued for without bound", async () => {
  const flood = Buffer.alloc(1024 * 1024, 7);
  let taken = 0;
  const display = await startFakeDisplay("flood", (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(flood, () => (taken += flood.length)));
    };
    socket.on("drain", more).once("data", more);
  });
  const uuid = randomUUID();
  await machines.start("flood", uuid, display.port);
  const stuck = await Promise.all(Array.from({ length: 20 }, () => open(`lab.${uuid}`)));
  await Promise.all(stuck.map((client) => client.shakeHands()));
  const before = rssOf(relay.pid);
  for (const client of stuck) {
    client.ws.pause();
    client.ws.send(Buffer.from("go"));
  }
  // Until nothing moves any more: what is taken then is in the sockets' buffers, and the rest waits at the display.
  for (let last = -1; last !== taken; ) {
    last = taken;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  // 512 KiB each in the queue, as much for TLS, and as much again for the heap's own slack.
  expect(rssOf(relay.pid) - before).toBeLessThan(40 * 1024 * 1024);
  for (const client of stuck) client.ws.terminate();
  await display.close();
});

test("a certificate that is replaced leaves a console open, and is what the next one is shown", async () => {
  const client = await open(await echoing("renewed"));
  await client.shakeHands();
  const shown = async () => {
    const [host = "", port] = relay.address.split(":");
    const socket = connectTls({ host, port: Number(port), ca: [first.cert, second.ca] });
    await once(socket, "secureConnect");
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  expect(await shown()).toBe(new X509Certificate(first.cert).fingerprint256);
  put(second);
  await expect.poll(shown, { timeout: 30_000 }).toBe(new X509Certificate(second.cert).fingerprint256);
  const head = client.got.length;
  client.ws.send(Buffer.from("still here"));
  expect((await client.gets(head + 10)).subarray(head).toString()).toBe("still here");
  expect(await (await open(await echoing("after"))).shakeHands()).toBe("after");
});

test("the relay's end closes consoles in order", async () => {
  const client = await open(await echoing("ending"));
  await client.shakeHands();
  relay.kill("SIGTERM");
  expect(await client.closed).toEqual({ code: 1012, reason: "restarting" });
  expect(await relay.exited).toBe(0);
});

function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}
