import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { setSecurityHeaders } from "./security-headers.ts";

/** The headers that a request for a path is answered with. */
function headersFor(url: string, basePath: string): Record<string, unknown> {
  const request = Object.assign(new IncomingMessage(new Socket()), { url });
  const response = new ServerResponse(request);
  setSecurityHeaders(request, response, { origins: ["https://vm.example.org"], basePath, dev: false });
  return response.getHeaders();
}

test.each([
  ["", "/"],
  ["/vm", "/vm"],
])("the worker of a portal at '%s' may have the pages at and below %s, and no other file says so", (basePath, scope) => {
  expect(headersFor(`${basePath}/service-worker.js`, basePath)["service-worker-allowed"]).toBe(scope);
  expect(headersFor(`${basePath}/spice/frame.js`, basePath)).not.toHaveProperty("service-worker-allowed");
});

test("what belongs to one person stays in no cache", () => {
  expect(headersFor("/vm/vms/a", "/vm")["cache-control"]).toBe("private, no-store");
  expect(headersFor("/vm/_next/static/a.js", "/vm")).not.toHaveProperty("cache-control");
});
