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
  if (!request.url?.startsWith(`${basePath}/_next/static/`)) response.setHeader("Cache-Control", "private, no-store");
}
