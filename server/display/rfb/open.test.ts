import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { serverInit, startFakeDisplay } from "#e2e/fakes/rfb-server.ts";
import { openRfb } from "./open.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function listen(onSocket: (socket: Socket) => void): Promise<{ kind: "tcp"; host: string; port: number }> {
  const server = createServer(onSocket).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => server.close());
  return { kind: "tcp", host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

test("what the display says behind its handshake is not lost, whenever it comes", async () => {
  const display = await startFakeDisplay("guest", (socket) => {
    socket.write("early ");
    setTimeout(() => socket.write("late"), 30);
  });
  undo.push(() => display.close());
  const { stream, flow, serverInit: init } = await openRfb({ kind: "tcp", host: "127.0.0.1", port: display.port }, null);
  undo.push(() => stream.destroy());
  expect(init).toEqual(serverInit("guest"));
  await new Promise((resolve) => setTimeout(resolve, 60));
  let got = "";
  flow((bytes) => {
    got += bytes.toString();
  });
  stream.resume();
  await expect.poll(() => got).toBe("early late");
});

test("a display that says nothing more is given up, its socket closed", async () => {
  let ended = false;
  const address = await listen((socket) => {
    socket.write("RFB 003.008\n");
    socket.resume().once("close", () => {
      ended = true;
    });
  });
  await expect(openRfb(address, null, 100)).rejects.toMatchObject({
    code: "display-unreachable",
    details: expect.stringContaining("in time"),
  });
  await expect.poll(() => ended).toBe(true);
});

test.each([
  ["closes", (socket: Socket) => socket.end("RFB 003.")],
  ["resets", (socket: Socket) => socket.once("data", () => socket.resetAndDestroy()).write("RFB 003.008\n")],
])("a display that %s is told as such", async (_, act) => {
  const address = await listen(act);
  await expect(openRfb(address, null)).rejects.toMatchObject({ code: "display-protocol" });
});
