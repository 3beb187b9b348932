import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { createWebSocketStream, type WebSocket, WebSocketServer } from "ws";
import { makeSpiceFiles } from "../../.ci/spice-files.mjs";
import { serverInit } from "../fakes/rfb-server.ts";
import { ChannelType } from "../fakes/spice-protocol.ts";
import { type SpiceScript, SpiceServer } from "../fakes/spice-server.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What the console clients import by name. */
const imports = {
  "#server/": "/server/",
  zod: "/node_modules/zod/index.js",
  "@novnc/novnc": "/node_modules/@novnc/novnc/core/rfb.js",
  "@xterm/xterm/css/xterm.css": "/node_modules/@xterm/xterm/css/xterm.css",
  "@xterm/xterm": "/node_modules/@xterm/xterm/lib/xterm.mjs",
  "@xterm/addon-fit": "/node_modules/@xterm/addon-fit/lib/addon-fit.mjs",
  "@xterm/addon-search": "/node_modules/@xterm/addon-search/lib/addon-search.mjs",
  "@xterm/addon-webgl": "/node_modules/@xterm/addon-webgl/lib/addon-webgl.mjs",
};

const page = `<!doctype html><title>Consoles</title>
<script>globalThis.process = { env: {} }</script>
<script type="importmap">${JSON.stringify({ imports })}</script>
<style>#console { position: relative; width: 640px; height: 400px; font-family: monospace }</style>
<div id="console"></div>`;

/** One connection of a console client, as the machine's side sees it; for SPICE, which has several, the main channel's. */
export interface Line {
  socket: WebSocket;
  /** What the client has sent since its handshake was over; for SPICE, on the inputs channel. */
  readonly received: Buffer[];
  /** Everything a VNC client has said since then, message by message. */
  readonly said: Buffer[];
  /** The machine's side of a SPICE console. */
  spice?: SpiceServer;
}

/** A page with nothing but the console clients, and displays for them to talk to. */
export interface ConsoleBench {
  url: string;
  lines: Line[];
  /** How the SPICE displays that are opened from now on behave. */
  spiceScript: Partial<SpiceScript>;
  close(): Promise<void>;
}

/** Starts it. The displays are at `/display/vnc` (with `?size=800x600` of that size), `/display/spice` and `/display/serial`; with `?refuse=CODE` they close at once, as the relay does. */
export async function startConsoleBench(): Promise<ConsoleBench> {
  await makeSpiceFiles();
  const lines: Line[] = [];
  const server = createServer((request, response) => void serve(request, response));
  const sockets = new WebSocketServer({ server, handleProtocols: () => "binary" });
  sockets.on("connection", (socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://bench");
    const refusal = searchParams.get("refuse");
    if (refusal) socket.close(4420, refusal);
    else if (pathname.endsWith("/spice")) joinSpice(request.headers["sec-websocket-protocol"] ?? "", socket, bench);
    else answer(pathname, searchParams, socket, lines);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bench: ConsoleBench = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    lines,
    spiceScript: {},
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bench;
}

/** The SPICE consoles by their tickets: the first socket with a ticket is the main channel, the others join it. */
const spiceLines = new Map<string, Line>();

function joinSpice(ticket: string, socket: WebSocket, { lines, spiceScript }: ConsoleBench): void {
  const stream = createWebSocketStream(socket);
  const present = spiceLines.get(ticket);
  if (present) {
    present.socket.once("close", (code, reason) => socket.close(code === NO_STATUS ? undefined : code, reason));
    void present.spice?.accept(stream);
    return;
  }
  const spice = new SpiceServer(spiceScript);
  const line = {
    socket,
    spice,
    said: [],
    get received() {
      return spice.heard(ChannelType.inputs).map(({ body }) => body);
    },
  };
  spiceLines.set(ticket, line);
  lines.push(line);
  void spice.accept(stream);
}

/** RFC 6455, section 7.4.1: what a close without a status is reported as, and must not be sent. */
const NO_STATUS = 1005;

function answer(pathname: string, parameters: URLSearchParams, socket: WebSocket, lines: Line[]): void {
  const line: Line = { socket, received: [], said: [] };
  lines.push(line);
  const [width = 64, height = 48] = parameters.get("size")?.split("x").map(Number) ?? [];
  if (pathname.endsWith("/vnc")) speakRfb(socket, line, { width, height });
  else {
    socket.on("message", (data) => line.received.push(data as Buffer));
    socket.send(Buffer.from("grüße from the line\r\n"));
  }
}

/** Version, security None, ServerInit, and one red picture (RFC 6143, sections 7.1 to 7.6). */
function speakRfb(socket: WebSocket, line: Line, { width, height }: { width: number; height: number }): void {
  const stream = createWebSocketStream(socket);
  stream.on("error", () => stream.destroy());
  const steps: [size: number, answer: Buffer][] = [
    [12, Buffer.of(1, 1)],
    [1, Buffer.alloc(4)],
    [1, serverInit("contract", width, height)],
  ];
  let held = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    for (let step = steps[0]; step && held.length >= step[0]; step = steps[0]) {
      steps.shift();
      held = held.subarray(step[0]);
      stream.write(step[1]);
      if (steps.length === 0) stream.write(redPicture(width, height));
    }
    if (steps.length > 0) return;
    for (let size = messageSize(held); size > 0 && held.length >= size; size = messageSize(held)) {
      line.said.push(held.subarray(0, size));
      if (held[0] === KEY_EVENT) line.received.push(held.subarray(0, size));
      held = held.subarray(size);
    }
  });
  stream.write("RFB 003.008\n");
}

const KEY_EVENT = 4;

/** The length of the client's next message (RFC 6143, section 7.5); 0 where more must come first. */
function messageSize(held: Buffer): number {
  if (held[0] === 2) return held.length < 4 ? 0 : 4 + 4 * held.readUInt16BE(2);
  // SetDesktopSize (rfbproto): the number of screens, then 16 bytes for each.
  if (held[0] === 251) return held.length < 8 ? 0 : 8 + 16 * (held[6] ?? 0);
  return { 0: 20, 3: 10, 4: 8, 5: 6 }[held[0] ?? 0] ?? 1;
}

function redPicture(width: number, height: number): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(width, 8);
  head.writeUInt16BE(height, 10);
  return Buffer.concat([head, Buffer.alloc(width * height * 4, Buffer.of(255, 0, 0, 0))]);
}

/** Serves the sources as they lie, TypeScript without its types; a stylesheet that a module imports is an empty module. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "", "http://bench");
  const script = (text: string) => response.setHeader("content-type", "text/javascript").end(text);
  if (pathname === "/") return void response.setHeader("content-type", "text/html").end(page);
  if (extname(pathname) === ".css") return void script("");
  try {
    const text = await readFile(join(ROOT, pathname.startsWith("/spice/") ? "public" : "", pathname), "utf8");
    script(extname(pathname) === ".ts" ? stripTypeScriptTypes(text) : text);
  } catch {
    response.writeHead(404).end();
  }
}
