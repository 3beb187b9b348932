import { expect, test } from "vitest";
import { guardMutation } from "./mutation-guard.ts";

const origins = ["https://vm.example.org", "http://localhost:7480"];
const guard = (headers: Record<string, string>) => () => guardMutation(new Headers(headers), origins);

test.each([
  [{}],
  [{ origin: "https://vm.example.org" }],
  [{ origin: "https://vm.example.org", "sec-fetch-site": "same-origin" }],
  [{ origin: "http://localhost:7480", "sec-fetch-site": "same-origin" }],
])("lets %j through", (headers) => {
  expect(guard(headers)).not.toThrow();
});

test.each([
  [{ origin: "null" }],
  [{ origin: "" }],
  [{ origin: "http://vm.example.org" }],
  [{ origin: "https://vm.example.org:8443" }],
  [{ origin: "https://vm.example.org.evil.example" }],
  [{ origin: "https://evil-vm.example.org" }],
  [{ origin: "https://VM.example.org/" }],
  [{ origin: "https://vm.example.org", "sec-fetch-site": "same-site" }],
  [{ origin: "https://vm.example.org", "sec-fetch-site": "cross-site" }],
  [{ origin: "https://vm.example.org", "sec-fetch-site": "none" }],
  [{ "sec-fetch-site": "cross-site" }],
  [{ "sec-fetch-site": "same-origin" }],
  [{ "sec-fetch-site": "none" }],
])("refuses %j", (headers) => {
  expect(guard(headers)).toThrow(expect.objectContaining({ code: "wrong-origin" }));
});
