import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addPerson } from "#server/access/people.ts";
import { openStore } from "#server/store/open.ts";
import { ensureBuild } from "../../.ci/prepare.mjs";
import { PASSWORD } from "./testing.ts";

const root = join(import.meta.dirname, "../..");
const internalDir = mkdtempSync(join(tmpdir(), "oriel-web-"));
const socketPath = join(internalDir, "web.sock");
let web: ChildProcess;

beforeAll(async () => {
  await ensureBuild("", () => undefined);
  const stateDir = join(internalDir, "state");
  const store = await openStore(stateDir);
  await addPerson(store, { email: "ada@example.org", name: "Ada", role: "admin", password: PASSWORD });
  await store.close();
  web = spawn(join(root, "node_modules/.bin/node"), ["server/web/main.ts"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      ORIEL_INTERNAL_DIR: internalDir,
      ORIEL_STATE_DIR: stateDir,
      ORIEL_LISTEN: "127.0.0.1:7480",
      ORIEL_HYPERVISORS: `test+unix:///default?socket=${internalDir}/no-libvirt.sock`,
      ORIEL_LOG_LEVEL: "warn",
    },
  });
  await new Promise((resolve, reject) => web.once("message", resolve).once("exit", reject));
}, 300_000);
afterAll(() => {
  web.kill("SIGKILL");
  rmSync(internalDir, { recursive: true, force: true });
});

type Answer = { status: number; headers: IncomingMessage["headers"]; text: string };

function ask(path: string, { method = "GET", headers = {}, body = "" } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method, headers: { host: "localhost:7480", ...headers } }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: await readAll(response) });
    });
    sent.on("error", reject).end(body);
  });
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function openEvents(cookie: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) =>
    request({ socketPath, path: "/api/events", headers: { host: "localhost:7480", cookie } }, resolve)
      .on("error", reject)
      .end(),
  );
}

async function signIn(): Promise<string> {
  const body = JSON.stringify({ email: "ada@example.org", password: PASSWORD });
  const { status, headers } = await ask("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(status).toBe(200);
  return (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";", 1)[0]).join("; ");
}

/** The address of every page that is found in app/; parameters stand for themselves. */
const pages = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)page\.tsx?$/.test(file))
  .map((file) => `/${file.replace(/\/?page\.tsx?$/, "")}`.replace(/\/\([^)]+\)/g, "").replaceAll(/[[\]]/g, "") || "/");
const open = ["/setup", "/sign-in"];

test("there are pages, and these two are open", async () => {
  expect(pages.length).toBeGreaterThan(2);
  for (const page of open) expect([page, (await ask(page)).status]).toEqual([page, 200]);
});

test.each(pages.filter((page) => !open.includes(page)))("%s sends everybody without a sign-in there, and back", async (page) => {
  for (const headers of [{}, { cookie: "oriel.session_token=forged" }, { "x-middleware-subrequest": "middleware:middleware:middleware" }]) {
    const { status, headers: answered, text } = await ask(page, { headers });
    expect(status).toBe(307);
    expect(answered.location).toBe(`/sign-in?next=${encodeURIComponent(page)}`);
    expect(text.includes("no-libvirt.sock")).toBe(false);
  }
});

test.each(pages.filter((page) => !open.includes(page)))("%s gives the router no data without a sign-in either", async (page) => {
  // Next sends the router on to the same address with a mark for caches.
  const { headers } = await ask(page, { headers: { rsc: "1" } });
  expect(headers.location).toContain("_rsc");
  const answer = await ask(String(headers.location), { headers: { rsc: "1" } });
  expect(answer.text).toMatch(/NEXT_REDIRECT;[a-z]+;\/sign-in\?next=/);
  expect(answer.text.includes("no-libvirt.sock")).toBe(false);
});

test.each([...pages, "/nothing-is-here"])("every script and style of %s carries the nonce of its own policy", async (page) => {
  const theirs = "bm90IG91cnM=";
  const cookie = await signIn();
  const nonces = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const given = { cookie, "x-nonce": theirs, "content-security-policy": `script-src 'nonce-${theirs}'` };
    const { headers, text } = await ask(page, { headers: given });
    const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic';/.exec(String(headers["content-security-policy"]))?.[1] ?? "";
    nonces.add(nonce);
    const tags = text.match(/<(script|style)\b[^>]*>/g) ?? [];
    if (headers.location === undefined) expect(tags.length).toBeGreaterThan(0);
    expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(text.match(/<[^>]+\son[a-z]+=/g)).toBeNull();
    expect(text.includes(theirs)).toBe(false);
    expect(headers["cache-control"]).toContain("no-store");
  }
  expect(nonces.size).toBe(2);
});

test("what the build made may be kept for ever", async () => {
  const { text } = await ask("/sign-in");
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(text)?.[1] ?? "";
  const { status, headers } = await ask(script);
  expect([status, headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("only this user may open the socket, and nobody gets an upgraded connection", async () => {
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  const socket = connect(socketPath);
  socket.write(
    "GET /_next/webpack-hmr HTTP/1.1\r\nHost: localhost:7480\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  expect(await readAll(socket)).not.toContain("101");
});

test("live events end, saying so, soon after their sign-in was ended", async () => {
  const [cookie, other] = [await signIn(), await signIn()];
  const events = await openEvents(cookie);
  const text = readAll(events);
  const headers = { cookie: other, "content-type": "application/json" };
  expect((await ask("/api/auth/revoke-other-sessions", { method: "POST", headers })).status).toBe(204);
  expect(await text).toMatch(/^event: snapshot\n.*event: signed-out\n[^\n]*\n\n$/s);
}, 30_000);

test("at SIGTERM the live events end, and the process in good order", async () => {
  const cookie = await signIn();
  const events = await new Promise<IncomingMessage>((resolve, reject) =>
    request({ socketPath, path: "/api/events", headers: { host: "localhost:7480", cookie } }, resolve)
      .on("error", reject)
      .end(),
  );
  const ended = new Promise((resolve) => events.once("end", resolve).resume());
  const exit = new Promise((resolve) => web.once("exit", (code) => resolve(code)));
  web.kill("SIGTERM");
  await ended;
  expect(await exit).toBe(0);
}, 30_000);
