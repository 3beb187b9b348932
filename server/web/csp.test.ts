import { expect, test } from "vitest";
import { contentSecurityPolicy, makeNonce } from "./csp.ts";

const policy = (dev = false) =>
  contentSecurityPolicy({ nonce: "bm9uY2U=", origins: ["https://vm.example.org", "http://localhost:7480", "http://[::1]:7480"], dev });
const directive = (name: string, dev = false) =>
  policy(dev)
    .split("; ")
    .find((part) => part.startsWith(`${name} `));

test("scripts and styles run with the nonce only", () => {
  expect(directive("script-src")).toBe("script-src 'nonce-bm9uY2U=' 'strict-dynamic'");
  expect(directive("style-src")).toBe("style-src 'self' 'nonce-bm9uY2U='");
  expect(policy()).not.toContain("unsafe-eval");
});

test("sockets go to the portal's own origins, of which a policy can name no IPv6 literals", () => {
  expect(directive("connect-src")).toBe("connect-src 'self' wss://vm.example.org ws://localhost:7480");
});

test("nothing may frame a page, set its base, or send its forms away", () => {
  expect(policy()).toContain("frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'");
  expect(directive("default-src")).toBe("default-src 'none'");
});

test("development may eval, and keeps the rest", () => {
  expect(directive("script-src", true)).toContain("'unsafe-eval'");
  expect(directive("script-src", true)).toContain("'nonce-bm9uY2U='");
});

test("a nonce is never made twice, and has the form that Next reads", () => {
  const nonces = Array.from({ length: 1_000 }, makeNonce);
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/_-]+={0,2}$/);
});
