import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A display for tests: RFB's handshake with security None, then whatever the test does with the socket. */
export type FakeDisplay = {
  port: number;
  server: Server;
  /** The sockets that are open now. */
  sockets: Set<Socket>;
  close(): Promise<void>;
};

/** The ServerInit of a screen, with a name. */
export function serverInit(name: string, width = 640, height = 480): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt16BE(width, 0);
  head.writeUInt16BE(height, 2);
  Buffer.of(32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0).copy(head, 4);
  head.writeUInt32BE(Buffer.byteLength(name), 20);
  return Buffer.concat([head, Buffer.from(name)]);
}

/** Starts a display on a port of the system's choice, or on `port`; `onReady` gets each socket once its handshake is over. */
export async function startFakeDisplay(name: string, onReady: (socket: Socket, rest: Buffer) => void, port = 0): Promise<FakeDisplay> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    shakeHands(socket, name, onReady);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, server, sockets, close: () => close(server, sockets) };
}

/** Version, security None, ClientInit (RFC 6143, section 7.1 to 7.3). */
function shakeHands(socket: Socket, name: string, onReady: (socket: Socket, rest: Buffer) => void): void {
  const steps: [size: number, answer: Buffer][] = [
    [12, Buffer.of(1, 1)],
    [1, Buffer.alloc(4)],
    [1, serverInit(name)],
  ];
  let held = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (let step = steps[0]; step && held.length >= step[0]; step = steps[0]) {
      steps.shift();
      held = held.subarray(step[0]);
      socket.write(step[1]);
    }
    if (steps.length > 0) return;
    socket.off("data", take);
    onReady(socket, held);
  };
  socket.setNoDelay();
  socket.on("data", take);
  socket.write("RFB 003.008\n");
}

async function close(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
