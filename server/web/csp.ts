import { randomBytes } from "node:crypto";

/** 128 random bits for the one page they are made for. */
export function makeNonce(): string {
  return randomBytes(16).toString("base64");
}

/**
 * The Content-Security-Policy of a page. Scripts and <style> elements run only with the nonce; sockets and requests go home only.
 * `origins` are spelled out for WebSockets because not every browser lets 'self' stand for ws: and wss: (Safari before 15.4);
 * a source list takes no IPv6 literals (CSP level 3, host-source).
 * Style attributes are allowed: rendered pages and terminals carry sizes in them, and unlike <style> they reach their element only.
 * Sound is what the SPICE console's frame makes of what a machine plays: a frame without an address inherits this policy.
 * In development React rebuilds server stacks with eval, and the error overlay brings its own <style>.
 */
export function contentSecurityPolicy({ nonce, origins, dev }: { nonce: string; origins: readonly string[]; dev: boolean }): string {
  const sockets = origins.filter((origin) => !origin.includes("[")).map((origin) => origin.replace(/^http/, "ws"));
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'none'"],
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(dev ? ["'unsafe-eval'"] : [])],
    "style-src": ["'self'", ...(dev ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`])],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...sockets],
    "worker-src": ["'self'", "blob:"],
    "manifest-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}
