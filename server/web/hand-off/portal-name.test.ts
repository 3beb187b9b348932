import { expect, test } from "vitest";
import { readConfig } from "#server/config.ts";
import { portalName } from "./portal-name.ts";

const named = readConfig({ ORIEL_URL: "https://vm.example.org https://[fd00::7]:8443" });

test.each([
  ["vm.example.org", "vm.example.org"],
  ["VM.example.org:443", "vm.example.org"],
  ["[fd00::7]:8443", "[fd00::7]"],
  ["evil.example", "vm.example.org"],
  ["a b", "vm.example.org"],
])("a request to %s gets %s: a name of the portal's own", (host, name) => {
  expect(portalName(named, new Headers({ host }))).toBe(name);
});

test("without names of its own it is this machine", () => {
  expect(portalName(readConfig({}), new Headers({ host: "127.0.0.1:7480" }))).toBe("127.0.0.1");
  expect(portalName(readConfig({}), new Headers())).toBe("localhost");
});
