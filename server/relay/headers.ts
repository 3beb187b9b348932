import type { OutgoingHttpHeaders } from "node:http";

/** Headers of one connection, not of the request (RFC 9110, section 7.6.1), and those that Node writes itself. */
const hopByHop = new Set([
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Request headers by which web or Next would take a client's word for something: who it is and where it came from, the page's
 * nonce and policy, and the marks that Next and its hosts set between their own parts (next/dist/server/lib/server-ipc/utils.js,
 * CVE-2025-29927).
 */
const internal = [
  /^(x-)?forwarded(-|$)/,
  /^x-(real|client|cluster-client|original|rewrite)-?/,
  /^(true-client-ip|cf-connecting-ip|via)$/,
  /^x-(oriel|nonce|middleware|invoke|next|nextjs|now|matched|prerender|vercel|revalidated|action|edge|output)(-|$)/,
  /^next-(resume|revalidated|internal|cache)/,
  /^content-security-policy/,
];

/**
 * The headers a request takes with it to web: what the client sent, without those of its connection and those that only the
 * front door may set.
 * @param raw names and values in turn, as Node gives them
 */
export function requestHeaders(raw: readonly string[]): OutgoingHttpHeaders {
  const named = connectionOptions(raw);
  return collect(raw, (name) => !hopByHop.has(name) && !named.has(name) && !internal.some((pattern) => pattern.test(name)));
}

/** The headers an answer takes with it to the client, in the same form. */
export function responseHeaders(raw: readonly string[]): OutgoingHttpHeaders {
  const named = connectionOptions(raw);
  return collect(raw, (name) => !hopByHop.has(name) && !named.has(name));
}

function collect(raw: readonly string[], keep: (name: string) => boolean): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    const before = headers[name];
    if (keep(name)) headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** Other headers that a Connection header declares to be of this connection only. */
function connectionOptions(raw: readonly string[]): Set<string> {
  const named = new Set<string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() !== "connection") continue;
    for (const option of (raw[index + 1] ?? "").split(",")) named.add(option.trim().toLowerCase());
  }
  // Naming one of these would drop what web needs to tell who asks, and from where.
  for (const needed of ["host", "cookie", "origin", "content-length", "content-type", "sec-fetch-site"]) named.delete(needed);
  return named;
}
