import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { requestHeaders } from "./headers.ts";

/** The path of `next dev`'s reload socket, below the base path. */
export const RELOAD_PATH = "/_next/hmr";

/** Hands `next dev`'s reload socket to web as it comes. In development only: no other upgrade ever reaches web. */
export function passReloadSocket(request: IncomingMessage, socket: Socket, head: Buffer, webSocketPath: string): void {
  const web = connect(webSocketPath);
  const headers = { ...requestHeaders(request.rawHeaders), connection: "Upgrade", upgrade: "websocket" };
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
  web.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
  web.write(head);
  web.on("error", () => socket.destroy()).on("close", () => socket.destroy());
  socket.on("close", () => web.destroy());
  socket.pipe(web).pipe(socket);
}
