import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "#server/log.ts";
import { TrustedProxies } from "./client-address.ts";
import { CONSOLE_PATH, createFrontDoor } from "./front-door.ts";
import { reloadSocket } from "./reload-socket.ts";
import { BODY_LIMIT, WebProxy } from "./web-proxy.ts";

let directory: string;
let web: Server;
let proxy: WebProxy;
let door: Server;
let port: number;
/** What web answers in this test. */
let answer: RequestListener;
let upgrades: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "oriel-door-"));
  answer = (_, response) => response.end("web");
  upgrades = [];
  await startWeb();
  await openDoor("");
});
afterEach(async () => {
  await closeDoor();
  await stopWeb();
  rmSync(directory, { recursive: true });
});

async function startWeb(): Promise<void> {
  web = createServer((message, response) => answer(message, response)).listen(join(directory, "web.sock"));
  await once(web, "listening");
}

async function stopWeb(): Promise<void> {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
}

async function openDoor(basePath: string, dev = false): Promise<void> {
  proxy = new WebProxy(join(directory, "web.sock"), createLog("relay", "silent"));
  door = createFrontDoor({
    basePath,
    proxies: new TrustedProxies(["127.0.0.2"]),
    web: proxy,
    upgrade: (message, socket) => {
      upgrades.push(message.url ?? "");
      socket.destroy();
    },
    ...(dev && { reload: reloadSocket(join(directory, "web.sock")) }),
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  port = (door.address() as AddressInfo).port;
}

async function closeDoor(): Promise<void> {
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
  proxy.close();
}

type Answer = { status: number; headers: IncomingMessage["headers"]; body: string };

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; from?: string } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body, from = "127.0.0.1" } = options;
  const sent = request({ host: "127.0.0.1", port, path, method, headers, localAddress: from, agent: false });
  sent.end(body);
  const [response]: [IncomingMessage] = (await once(sent, "response")) as never;
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(await response.toArray()).toString() };
}

async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(text);
  return Buffer.concat(await socket.toArray()).toString();
}

describe("what reaches web", () => {
  test("method, path, body and answer as they are", async () => {
    answer = async (message, response) => {
      const body = Buffer.concat(await message.toArray()).toString();
      response.writeHead(
        207,
        "Odd",
        [
          ["X-Thing", "1"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
        ].flat(),
      );
      response.end(`${message.method} ${message.url} ${body}`);
    };
    const got = await ask("/a%2Fb/../c?d=e&f", { method: "PATCH", body: "hello", headers: { "content-length": "5" } });
    expect(got).toMatchObject({
      status: 207,
      body: "PATCH /a%2Fb/../c?d=e&f hello",
      headers: { "x-thing": "1", "set-cookie": ["a=1", "b=2"] },
    });
  });

  test("a chunked body of any method stays one body", async () => {
    answer = async (message, response) => response.end(Buffer.concat(await message.toArray()));
    const sneaky = "GET /secret HTTP/1.1\r\nhost: x\r\n\r\n";
    const got = await ask("/", { method: "DELETE", body: sneaky, headers: { "transfer-encoding": "chunked" } });
    expect(got.body).toBe(sneaky);
  });

  test("who asks, from us and from trusted proxies only", async () => {
    answer = (message, response) => response.end(JSON.stringify(message.headers));
    const forged = {
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.org",
      "x-oriel-address": "6.6.6.6",
    };
    const direct = JSON.parse((await ask("/", { headers: { host: "vm.example.org", ...forged } })).body);
    expect(direct).toMatchObject({ "x-oriel-address": "127.0.0.1", "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(direct).toMatchObject({ "x-forwarded-host": "vm.example.org", host: "vm.example.org" });
    const proxied = JSON.parse((await ask("/", { headers: { host: "10.0.0.9", ...forged }, from: "127.0.0.2" })).body);
    expect(proxied).toMatchObject({ "x-oriel-address": "6.6.6.6", "x-forwarded-proto": "https", "x-forwarded-host": "evil.org" });
  });

  test("a stream of events as it comes", async () => {
    let send: (text: string) => void = () => {};
    let left = false;
    answer = (message, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      send = (text) => response.write(text);
      message.once("close", () => {
        left = true;
      });
    };
    const sent = request({ host: "127.0.0.1", port, path: "/api/events", agent: false });
    sent.end();
    const [response]: [IncomingMessage] = (await once(sent, "response")) as never;
    for (const text of ["data: 1\n\n", "data: 2\n\n"]) {
      send(text);
      expect((await once(response, "data"))[0].toString()).toBe(text);
    }
    response.destroy();
    await expect.poll(() => left).toBe(true);
  });

  test("no faster than the slower side takes it", async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        response.once("drain", more);
      };
      more();
    };
    const socket = connect(port, "127.0.0.1").pause();
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    for (let before = -1; before !== written; ) {
      before = written;
      await sleep(300);
    }
    // What the two sockets' buffers hold, and no more.
    expect(written).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
  });
});

describe("while web is away", () => {
  test("pages and calls are told so, and it is asked again when it is back", async () => {
    await stopWeb();
    const page = await ask("/vms", { headers: { accept: "text/html,*/*" } });
    expect(page).toMatchObject({ status: 503, headers: { "retry-after": "2", "content-type": "text/html; charset=utf-8" } });
    expect(page.body).toContain("The portal is restarting.");
    const call = await ask("/api/vms");
    expect(JSON.parse(call.body)).toMatchObject({ error: { code: "restarting" } });
    expect((await ask("/", { method: "HEAD" })).status).toBe(503);
    await startWeb();
    expect((await ask("/vms")).body).toBe("web");
  });

  test("a kept connection that web closes meanwhile fails nobody", async () => {
    expect((await ask("/")).body).toBe("web");
    await stopWeb();
    await startWeb();
    expect((await ask("/")).body).toBe("web");
  });

  test("a request on a kept connection that breaks is sent again only where asking twice changes nothing", async () => {
    const asked: string[] = [];
    const breaksOnce: RequestListener = (message, response) => {
      asked.push(message.method ?? "");
      if (asked.length === 1) message.socket.destroy();
      else response.end("again");
    };
    await ask("/");
    answer = breaksOnce;
    expect((await ask("/")).body).toBe("again");
    answer = (_, response) => response.end("web");
    await ask("/");
    asked.length = 0;
    answer = breaksOnce;
    expect((await ask("/", { method: "POST" })).status).toBe(503);
    expect(asked).toEqual(["POST"]);
  });

  test("an answer that breaks off is cut, not ended in order", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("half", () => response.destroy());
    };
    await expect(ask("/")).rejects.toThrow("aborted");
  });
});

describe("what is refused", () => {
  test("bodies that are too long, told or not", async () => {
    answer = (message, response) => message.resume().once("end", () => response.end());
    expect((await ask("/", { method: "POST", headers: { "content-length": `${BODY_LIMIT + 1}` } })).status).toBe(413);
    const body = "x".repeat(BODY_LIMIT + 1);
    await expect(ask("/", { method: "POST", headers: { "transfer-encoding": "chunked" }, body })).rejects.toThrow();
  });

  test("2,001 headers, and a head of 64 KiB", async () => {
    const many = Array.from({ length: 2001 }, (_, index) => `a${index}: 1`).join("\r\n");
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\n${many}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    // The answer may be lost with the part of the head that nobody read.
    const long = await raw(`GET / HTTP/1.1\r\nhost: x\r\na: ${"x".repeat(64 * 1024)}\r\n\r\n`).catch(() => "");
    expect(long).not.toContain("200");
  });

  test.each(["GET http://169.254.169.254/ HTTP/1.1", "OPTIONS * HTTP/1.1", "GET evil HTTP/1.1"])("%s", async (line) => {
    expect(await raw(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("two framings of one body", async () => {
    const both = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await raw(both)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("an Upgrade anywhere but at the console's path; another protocol's is not heeded", async () => {
    const upgrade = (path: string, protocol = "websocket") =>
      raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`);
    expect(await upgrade("/_next/webpack-hmr")).toMatch(/^HTTP\/1\.1 404 /);
    expect(await upgrade(`${CONSOLE_PATH}/`)).toMatch(/^HTTP\/1\.1 404 /);
    expect(await upgrade("/", "h2c")).toMatch(/^HTTP\/1\.1 200 /);
    expect(upgrades).toEqual([]);
    await upgrade(`${CONSOLE_PATH}?x=1`);
    expect(upgrades).toEqual([`${CONSOLE_PATH}?x=1`]);
  });

  test("in development the reload socket reaches web, and no other", async () => {
    await closeDoor();
    await openDoor("", true);
    web.on("upgrade", (message, socket) => socket.end(`HTTP/1.1 101 Switching\r\n\r\n${message.url}`));
    const upgrade = (path: string) => raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    expect(await upgrade("/_next/hmr?id=1")).toBe("HTTP/1.1 101 Switching\r\n\r\n/_next/hmr?id=1");
    expect(await upgrade("/other")).toMatch(/^HTTP\/1\.1 404 /);
  });

  test("everything outside a base path", async () => {
    await closeDoor();
    await openDoor("/vm");
    const statuses = await Promise.all(["/", "/vms", "/vmx/", "/relay/console", "/vm", "/vm/", "/vm/api"].map((path) => ask(path)));
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 200, 200, 200]);
  });
});
