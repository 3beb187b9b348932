import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody, errorRow, type OrielError } from "#server/errors.ts";

const headers = { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Answers a request with an error and ends its connection. */
export function answerError(response: ServerResponse, error: OrielError, status = errorRow(error.code).http): void {
  const body = JSON.stringify(errorBody(error));
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body), connection: "close" });
  response.end(body);
}

/** The same to a request whose socket was handed over for an upgrade. */
export function answerErrorOnSocket(socket: Duplex, error: OrielError, status = errorRow(error.code).http): void {
  const body = JSON.stringify(errorBody(error));
  const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(body), connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${head}\r\n${body}`);
}
