import { expect, test } from "vitest";
import { requestHeaders, responseHeaders } from "./headers.ts";

const names = (raw: string[]) => Object.keys(requestHeaders(raw));

test.each([
  "Connection",
  "Keep-Alive",
  "Proxy-Authorization",
  "TE",
  "Trailer",
  "Transfer-Encoding",
  "Upgrade",
  "Expect",
  "HTTP2-Settings",
  "Forwarded",
  "Via",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Proto",
  "X-Forwarded-Prefix",
  "X-Real-IP",
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-Oriel-Address",
  "X-Oriel-Client-Address",
  "X-Nonce",
  "X-Middleware-Subrequest",
  "X-Middleware-Rewrite",
  "X-Middleware-Override-Headers",
  "X-Invoke-Path",
  "X-Invoke-Status",
  "X-Matched-Path",
  "X-NextJS-Data",
  "X-Next-Cache-Tags",
  "X-Now-Route-Matches",
  "X-Prerender-Revalidate",
  "X-Vercel-Id",
  "Next-Resume",
  "Content-Security-Policy",
  "Content-Security-Policy-Report-Only",
])("%s from outside does not reach web", (name) => expect(names([name, "x"])).toEqual([]));

test.each([
  "Host",
  "Cookie",
  "Origin",
  "Accept",
  "RSC",
  "Next-Router-State-Tree",
  "Next-Router-Prefetch",
  "Next-Url",
  "Next-Action",
  "Sec-Fetch-Site",
])("%s does", (name) => expect(names([name, "x"])).toEqual([name.toLowerCase()]));

test("what a Connection header names goes too, but not what tells who asks", () => {
  expect(names(["Connection", "close, X-Secret, Cookie, Host", "X-Secret", "1", "Cookie", "a=b", "Host", "h"])).toEqual(["cookie", "host"]);
});

test("repeated headers stay repeated, and no name reaches a prototype", () => {
  expect(requestHeaders(["Accept", "a", "accept", "b", "__proto__", "c"])).toEqual({ accept: ["a", "b"], ["__proto__"]: "c" });
  const cookies = ["Set-Cookie", "a=1", "Set-Cookie", "b=2", "Connection", "keep-alive", "Content-Security-Policy", "default-src 'self'"];
  expect(responseHeaders(cookies)).toEqual({ "set-cookie": ["a=1", "b=2"], "content-security-policy": "default-src 'self'" });
});
