import type { IncomingMessage, ServerResponse } from "node:http";
import { contentSecurityPolicy, makeNonce } from "./csp.ts";

const everywhere = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "clipboard-read=(self), clipboard-write=(self), fullscreen=(self), keyboard-map=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
};

/**
 * Puts the security headers on a response before it is rendered, and the page's nonce on the request, where Next
 * (`content-security-policy`) and our layout (`x-nonce`) read it. What a client sent under these names is overwritten.
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { origins, basePath, dev }: { origins: readonly string[]; basePath: string; dev: boolean },
): void {
  for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);
  const nonce = makeNonce();
  const policy = contentSecurityPolicy({ nonce, origins, dev });
  request.headers["content-security-policy"] = policy;
  request.headers["x-nonce"] = nonce;
  delete request.headers["content-security-policy-report-only"];
  response.setHeader("Content-Security-Policy", policy);
  const path = request.url?.slice(basePath.length) ?? "";
  const cacheControl = cacheControlOf(path);
  if (cacheControl) response.setHeader("Cache-Control", cacheControl);
  // The portal's first page is the base path itself, which does not lie below the worker's folder.
  if (path.startsWith("/service-worker.js")) response.setHeader("Service-Worker-Allowed", basePath || "/");
}

/** Next sets its own for what has a hash in its name. The SPICE client has none, so it is kept and asked after each time. */
function cacheControlOf(path: string): string | null {
  if (path.startsWith("/_next/static/")) return null;
  return path.startsWith("/spice/") ? "public, no-cache" : "private, no-store";
}
