import type { Socket } from "node:net";

/** The longest request line that is looked at, in bytes, and how long it may take, in milliseconds. */
const LINE_LIMIT = 8 * 1024;
const DEADLINE_MS = 10_000;

const requestLine = /^(?:GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.[01]\r?\n/;

/**
 * Answers a client that speaks plain HTTP where TLS is spoken: pages are sent to the same path of an own origin, everything else is
 * told what is spoken here. What it says in its headers counts for nothing.
 */
export function answerPlainHttp(socket: Socket, origins: readonly string[]): void {
  let head = "";
  const deadline = setTimeout(() => socket.destroy(), DEADLINE_MS);
  socket.once("close", () => clearTimeout(deadline));
  const take = (bytes: Buffer) => {
    head += bytes.toString("latin1");
    if (!head.includes("\n") && head.length < LINE_LIMIT) return;
    socket.off("data", take);
    socket.resume();
    socket.end(answerTo(head, originAt(socket, origins)));
  };
  socket.once("end", () => socket.destroy());
  socket.on("data", take);
}

function answerTo(head: string, origin: string): string {
  const path = requestLine.exec(head)?.[1];
  const text = `This port speaks https: use ${origin}/\n`;
  const status = path === undefined ? "400 Bad Request" : `307 Temporary Redirect\r\nlocation: ${origin}${path}`;
  const headers = [
    "content-type: text/plain; charset=utf-8",
    `content-length: ${text.length}`,
    "cache-control: no-store",
    "connection: close",
  ];
  return `HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${head.startsWith("HEAD ") ? "" : text}`;
}

/** The origin that names the address the client came to, else the first. */
function originAt({ localAddress = "" }: Socket, origins: readonly string[]): string {
  const address = localAddress.replace(/^::ffff:/, "");
  const host = address.includes(":") ? `[${address}]` : address;
  return origins.find((origin) => new URL(origin).hostname === host) ?? origins[0] ?? "";
}
