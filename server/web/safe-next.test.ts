import { expect, test } from "vitest";
import { safeNext } from "./safe-next.ts";

test.each(["/", "/hosts", "/vms/local.1?console=serial#end", "/a%2f%2fb", "/a/../b"])("keeps the portal's own path %s", (next) => {
  expect(safeNext(next)).toBe(new URL(next, "http://localhost").href.slice("http://localhost".length));
});

const elsewhere = [
  undefined,
  ["/a", "/b"],
  "",
  "hosts",
  "https://evil.example",
  "javascript:alert(1)",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "/./\\evil.example",
  "/x/..//evil.example",
  "/%2e%2e//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "//[",
  "/\u202eevil",
];
test.each(elsewhere)("leads to the start instead of %j", (next) => {
  expect(safeNext(next)).toBe("/");
});
