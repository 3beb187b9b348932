import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dial } from "./dial.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";

let ours: Authority;
let other: Authority;
beforeAll(() => {
  [ours, other] = [makeAuthority(), makeAuthority()];
});
afterAll(() => {
  ours.remove();
  other.remove();
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A display that speaks TLS and says back what it is told. */
function overTls(pair: { cert: string; key: string }): Promise<number> {
  return listen(
    createTlsServer(pair, (socket) => {
      socket.on("error", () => socket.destroy()).pipe(socket);
    }),
  );
}

const dialTls = async (port: number, authorities = [ours.file], host = "127.0.0.1") =>
  dial({ kind: "tls", host, port, authorities }, 2_000);

describe("over TLS", () => {
  test.each([
    ["its address", "IP:127.0.0.1"],
    ["localhost, on the loopback", "DNS:localhost"],
    ["this machine's name, on the loopback", `DNS:${hostname()}`],
  ])("a display is taken by a certificate for %s, and bytes go both ways", async (_, names) => {
    const display = await dialTls(await overTls(ours.issue(names)), ["/nonexistent/ca.pem", ours.file]);
    const got = new Promise((resolve) => display.flow((bytes) => resolve(bytes.toString())));
    display.socket.write("hello");
    expect(display.socket.isPaused()).toBe(true);
    display.socket.resume();
    expect(await got).toBe("hello");
    display.socket.destroy();
  });

  test.each([
    ["of another authority", () => other.issue("IP:127.0.0.1"), undefined, /certificate/],
    ["for another name", () => ours.issue("DNS:elsewhere.example.org,IP:127.0.0.2"), undefined, /127\.0\.0\.1/],
    ["that has expired", () => ours.issue("IP:127.0.0.1", -1), undefined, /expired/],
    ["that the system may know, with no authority named", () => ours.issue("IP:127.0.0.1"), ["/nonexistent/ca.pem"], /no authority/],
  ])("a certificate %s is not taken", async (_, pair, authorities, why) => {
    const port = await overTls(pair());
    await expect(dialTls(port, authorities)).rejects.toMatchObject({ code: "display-untrusted", details: expect.stringMatching(why) });
  });

  test("a display that does not speak TLS is not spoken with otherwise", async () => {
    let heard = "";
    const port = await listen(
      createServer((socket: Socket) => {
        socket
          .on("error", () => {})
          .on("data", (bytes) => {
            heard += bytes.toString("latin1");
            socket.write("REDQ, or so");
          });
      }),
    );
    await expect(dialTls(port)).rejects.toMatchObject({ code: "display-protocol", details: expect.stringContaining("TLS") });
    // A TLS record of a handshake (RFC 8446, section 5.1), and nothing behind it that the display could take for its own protocol.
    expect(heard.startsWith("\x16\x03")).toBe(true);
    expect(heard).not.toContain("REDQ");
  });

  test("a display that says nothing, or hangs up, is unreachable", async () => {
    const sockets: Socket[] = [];
    const silent = await listen(createServer((socket) => void sockets.push(socket.on("error", () => {}))));
    await expect(dial({ kind: "tls", host: "127.0.0.1", port: silent, authorities: [ours.file] }, 200)).rejects.toMatchObject({
      code: "display-unreachable",
    });
    const closing = await listen(createServer((socket) => socket.on("error", () => {}).destroy()));
    await expect(dialTls(closing)).rejects.toMatchObject({ code: "display-unreachable" });
    for (const socket of sockets) socket.destroy();
  });
});
