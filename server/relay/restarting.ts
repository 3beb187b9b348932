import type { IncomingMessage, ServerResponse } from "node:http";
import { errorBody, errorRow, OrielError } from "#server/errors.ts";

/** How soon a browser asks again, in seconds. */
const RETRY_S = 2;

/** Answers while web is away: a plain page that reloads itself to a browser that navigates, the error as JSON to all others. */
export function answerRestarting(request: IncomingMessage, response: ServerResponse): void {
  const { http, message } = errorRow("restarting");
  const page = request.headers.accept?.includes("text/html") ?? false;
  const body = page ? pageOf(message) : JSON.stringify(errorBody(new OrielError("restarting")));
  response.writeHead(http, {
    "content-type": page ? "text/html; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "retry-after": `${RETRY_S}`,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else response.end(body);
}

function pageOf(message: string): string {
  const head = `<meta charset="utf-8"><meta http-equiv="refresh" content="${RETRY_S}"><meta name="color-scheme" content="light dark">`;
  const text = `<h1>${message}</h1><p>This page comes back by itself.</p>`;
  return `<!doctype html><html lang="en"><head>${head}<title>Oriel is restarting</title></head><body>${text}</body></html>`;
}
