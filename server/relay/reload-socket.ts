import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";

/** Where `next dev` tells pages to reload, below the base path (next/dist/server/lib/router-server.js). */
export const RELOAD_PATH = "/_next/hmr";

/** Passes the reload socket of `next dev` on to web as it came. In development only: nothing else upgraded reaches web. */
export function reloadSocket(webSocketPath: string): (request: IncomingMessage, socket: Socket, head: Buffer) => void {
  return (request, socket, head) => {
    const web = connect(webSocketPath, () => {
      web.write(headOf(request));
      web.write(head);
      socket.pipe(web).pipe(socket);
    });
    web.on("error", () => socket.destroy());
    web.on("close", () => socket.destroy());
    socket.on("close", () => web.destroy());
  };
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
