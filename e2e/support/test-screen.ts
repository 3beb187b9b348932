import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { startFakeDisplay } from "../fakes/rfb-server.ts";

const WIDTH = 640;
const HEIGHT = 480;

/** A VNC display of one colour, in place of a guest. */
export type TestScreen = {
  port: number;
  /** Cuts everybody off. */
  hangUp(): void;
  close(): Promise<void>;
};

/** Starts a display that has a name and is filled with `colour`, "rrggbb"; on a port of the system's choice, or on `port`. */
export async function startTestScreen(name: string, colour = "3366cc", port = 0): Promise<TestScreen> {
  const picture = pictureOf(Buffer.from(colour, "hex"));
  const display = await startFakeDisplay(name, (socket) => socket.write(picture), port);
  return {
    port: display.port,
    hangUp: () => {
      for (const socket of display.sockets) socket.destroy();
    },
    close: () => display.close(),
  };
}

/** A port that leads to wherever `target` says at the moment of each connection, once that has resolved; null: to nothing. */
export async function startGate(target: () => Promise<number | null>): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer(async (near) => {
    keep(near);
    const port = await target();
    if (port === null) return near.destroy();
    const far = connect(port, "127.0.0.1");
    keep(far);
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A FramebufferUpdate with all of the screen, raw (RFC 6143, section 7.6.1), in the format that noVNC asks for: red first. */
function pictureOf(colour: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(WIDTH, 8);
  head.writeUInt16BE(HEIGHT, 10);
  return Buffer.concat([head, Buffer.alloc(WIDTH * HEIGHT * 4, Buffer.concat([colour, Buffer.of(0)]))]);
}
