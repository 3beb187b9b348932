import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { request } from "node:https";
import { type AddressInfo, connect as connectPlain } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Certificate } from "#server/tls/certificate.ts";
import { issuedPair, type Pair, selfSignedPair } from "#server/tls/testing/certificates.ts";
import { TrustedProxies } from "./client-address.ts";
import { CONSOLE_PATH, createFrontDoor } from "./front-door.ts";

const own = await selfSignedPair();
const other = await selfSignedPair();
const issued = issuedPair();

let port: number;
let origins: string[];
let upgrades: string[];
/** Serves another certificate from now on. */
let replace: (certificate: Certificate) => void;
let closeDoor: () => Promise<void>;

const served = (pair: Pair, selfSigned = true) => ({ ...pair, selfSigned }) as Certificate;

beforeEach(async () => {
  upgrades = [];
  await openDoor(served(own));
});
afterEach(() => closeDoor());

async function openDoor(current: Certificate): Promise<void> {
  const certificate = {
    current,
    onChange: (listener: (next: Certificate) => void) => {
      replace = (next) => {
        certificate.current = next;
        listener(next);
      };
    },
  };
  const door = createFrontDoor({
    basePath: "",
    proxies: new TrustedProxies(["127.0.0.2"]),
    web: { handle: (_, response, client) => response.end(JSON.stringify(client)) },
    upgrade: (message, socket) => {
      upgrades.push(`${message.url} ${socket.remoteAddress}`);
      socket.destroy();
    },
    tls: { certificate, origins: () => origins },
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  port = (door.address() as AddressInfo).port;
  origins = [`https://localhost:${port}`, `https://127.0.0.1:${port}`];
  closeDoor = async () => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  };
}

type Asking = { method?: string; headers?: Record<string, string>; from?: string; ca?: string; path?: string };

async function ask({ method = "GET", headers = {}, from = "127.0.0.1", ca = own.cert, path = "/" }: Asking = {}) {
  const sent = request({ host: "127.0.0.1", port, path, method, headers, localAddress: from, ca, agent: false });
  sent.end();
  const [response] = await once(sent, "response");
  const raw = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.headers, raw, body: raw.toString() };
}

/** A connection that has shaken hands; rejects with the error's code. */
async function handshake(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, ca: [own.cert, other.cert, issued.ca], ...options });
  await once(socket, "secureConnect").catch((error) => Promise.reject(new Error(error.code)));
  return socket;
}

async function exchange(socket: { write(text: string): void; toArray(): Promise<unknown[]> }, text: string): Promise<string> {
  socket.write(text);
  return Buffer.concat((await socket.toArray()) as Buffer[]).toString();
}

const secure = async (text: string) => exchange(await handshake(), text);
const plain = (text: string) => exchange(connectPlain(port, "127.0.0.1"), text);

describe("over TLS", () => {
  test("requests are answered, and web is told that they came by https", async () => {
    expect(JSON.parse((await ask()).body)).toEqual({ address: "127.0.0.1", scheme: "https", host: `127.0.0.1:${port}` });
    const forged = { "x-forwarded-proto": "http", "x-forwarded-for": "6.6.6.6" };
    expect(JSON.parse((await ask({ headers: forged })).body)).toMatchObject({ address: "127.0.0.1", scheme: "https" });
    expect(JSON.parse((await ask({ headers: forged, from: "127.0.0.2" })).body)).toMatchObject({ address: "6.6.6.6", scheme: "http" });
  });

  test("of version 1.2 and 1.3, not before", async () => {
    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      const socket = await handshake({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
    const old = handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    await expect(old).rejects.toThrow("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
  });

  test("HTTP/1.1 is what is spoken", async () => {
    const socket = await handshake({ ALPNProtocols: ["h2", "http/1.1"] });
    expect(socket.alpnProtocol).toBe("http/1.1");
    socket.destroy();
    await expect(handshake({ ALPNProtocols: ["h2"] })).rejects.toThrow("NO_APPLICATION_PROTOCOL");
  });

  test("the limits are those of http", async () => {
    const many = Array.from({ length: 2001 }, (_, index) => `a${index}: 1`).join("\r\n");
    expect(await secure(`GET / HTTP/1.1\r\nhost: x\r\n${many}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    const long = await secure(`GET / HTTP/1.1\r\nhost: x\r\na: ${"x".repeat(64 * 1024)}\r\n\r\n`).catch(() => "");
    expect(long).not.toContain("200");
    const both = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await secure(both)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await secure("GET http://169.254.169.254/ HTTP/1.1\r\nhost: x\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("a console's WebSocket comes to the relay, and another Upgrade nowhere", async () => {
    const upgrade = (path: string, protocol = "websocket") =>
      secure(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`);
    expect(await upgrade("/other")).toMatch(/^HTTP\/1\.1 404 /);
    expect(await upgrade("/", "h2c")).toMatch(/^HTTP\/1\.1 200 /);
    await upgrade(CONSOLE_PATH);
    expect(upgrades).toEqual([`${CONSOLE_PATH} 127.0.0.1`]);
  });

  test("what is no handshake, or a broken one, harms nobody", async () => {
    for (const bytes of ["\x16\x03\x01\x00\x05hello", "\x16", "\x80\x2e\x01\x03\x01", "\x00".repeat(100)]) {
      const socket = connectPlain(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.end(Buffer.from(bytes, "latin1"));
      await once(socket.resume(), "close");
    }
    connectPlain(port, "127.0.0.1").destroy();
    await expect(handshake({ ca: issued.ca })).rejects.toThrow("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect((await ask()).status).toBe(200);
  });

  test("a hello that comes byte by byte", async () => {
    const inner = connectPlain(port, "127.0.0.1").setNoDelay();
    const write = inner.write.bind(inner);
    inner.write = ((chunk: Buffer, ...rest: []) => {
      write(chunk.subarray(0, 1));
      return write(chunk.subarray(1), ...rest);
    }) as never;
    const socket = await handshake({ socket: inner });
    expect(await exchange(socket, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a certificate that is replaced", () => {
  test("counts for those who come then, and leaves open connections alone", async () => {
    const before = await handshake();
    const session = new Promise<Buffer>((resolve) => before.once("session", resolve));
    const print = (socket: TLSSocket) => new X509Certificate(socket.getPeerX509Certificate()?.raw ?? "").fingerprint256;
    before.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    expect((await once(before, "data")).toString()).toContain('"host":"a"');
    const resumed = await session;
    replace(served(other));
    const after = await handshake({ session: resumed });
    expect(after.isSessionReused()).toBe(false);
    expect(print(after)).toBe(new X509Certificate(other.cert).fingerprint256);
    before.write("GET / HTTP/1.1\r\nhost: b\r\n\r\n");
    expect((await once(before, "data")).toString()).toContain('"host":"b"');
    for (const socket of [before, after]) socket.destroy();
  });
});

describe("browsers are told to keep to https (HSTS)", () => {
  test("never for a certificate that vouches for itself, on no answer", async () => {
    for (const path of ["/", "/../", "*"]) expect((await ask({ path })).headers).not.toHaveProperty("strict-transport-security");
    expect(await plain("GET / HTTP/1.1\r\nhost: x\r\n\r\n")).not.toMatch(/strict-transport-security/i);
  });

  test("for one that somebody vouches for, on every answer over TLS and none in the clear", async () => {
    await closeDoor();
    await openDoor(served(issued, false));
    const header = "max-age=15552000";
    expect((await ask({ ca: issued.ca })).headers["strict-transport-security"]).toBe(header);
    const refused = await ask({ ca: issued.ca, method: "OPTIONS", path: "*" });
    expect([refused.status, refused.headers["strict-transport-security"]]).toEqual([400, header]);
    expect(await plain("GET / HTTP/1.1\r\nhost: x\r\n\r\n")).not.toMatch(/strict-transport-security/i);
    replace(served(own));
    expect((await ask()).headers).not.toHaveProperty("strict-transport-security");
  });
});

describe("the certificate itself", () => {
  test("can be had where it vouches for itself, without its key", async () => {
    const got = await ask({ path: "/certificate.crt?x" });
    expect(got.headers).toMatchObject({ "content-type": "application/x-x509-ca-cert" });
    expect(got.raw.equals(new X509Certificate(own.cert).raw)).toBe(true);
  });

  test("is no address of its own where somebody vouches for it", async () => {
    replace(served(issued, false));
    expect(JSON.parse((await ask({ ca: issued.ca, path: "/certificate.crt" })).body)).toMatchObject({ scheme: "https" });
  });
});

describe("plain HTTP", () => {
  const get = (path: string, host = "evil.example.org") =>
    plain(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-host: ${host}\r\n\r\n`);

  test("is sent to the same path by https, at the address it came to", async () => {
    expect(await get("/vms?x=1")).toMatch(`HTTP/1.1 307 Temporary Redirect\r\nlocation: https://127.0.0.1:${port}/vms?x=1\r\n`);
    expect(await plain("HEAD / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 307 [\s\S]*\r\n\r\n$/);
  });

  test("is sent to the portal's first origin where none names that address, whatever it says of a host", async () => {
    origins = ["https://vm.example.org", "https://vm.lan"];
    for (const path of ["/", "//evil.example.org/", "/@evil.example.org", "/\\evil.example.org"])
      expect(await get(path, "vm.lan")).toContain(`\r\nlocation: https://vm.example.org${path}\r\n`);
  });

  test.each([
    ["a sign-in", "POST /api/auth/sign-in/email HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"],
    ["another server's address", "GET http://evil.example.org/ HTTP/1.1\r\n\r\n"],
    ["a path with a control character", "GET /\x7f\x0d HTTP/1.1\r\n\r\n"],
    ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["a line that has no end", `GET /${"x".repeat(9000)}`],
  ])("%s is told to use https", async (_, text) => {
    expect(await plain(text)).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n(?!location)[\s\S]*\r\n\r\nThis port speaks https: use https:\/\/127/,
    );
  });

  test("in pieces", async () => {
    const socket = connectPlain(port, "127.0.0.1").setNoDelay();
    for (const piece of ["G", "ET /a", "b HTTP/1.1", "\r"]) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await exchange(socket, "\n\r\n")).toContain("/ab\r\n");
  });

  test("reaches neither web nor a console", async () => {
    await plain(`GET ${CONSOLE_PATH} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    expect(upgrades).toEqual([]);
  });
});
