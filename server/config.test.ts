import { expect, test } from "vitest";
import { ConfigError, originsOf, readConfig } from "./config.ts";

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

test("nothing set is a portal for this machine alone, on its loopback address", () => {
  expect(readConfig({ HOME: "/home/ada", XDG_STATE_HOME: "/home/ada/.state" })).toMatchObject({
    listen: { host: "127.0.0.1", port: 7480 },
    origins: [],
    basePath: "",
    hypervisors: [],
    dev: false,
  });
});

test("empty values count as unset", () => {
  expect(readConfig({ ORIEL_LISTEN: "", ORIEL_BASE_PATH: "" }).listen.port).toBe(7480);
  expect(readConfig({ XDG_STATE_HOME: "" }).stateDir).toMatch(/^\//);
});

test.each([
  ["ORIEL_LISTEN", "7480", "127.0.0.1:7480"],
  ["ORIEL_LISTEN", "localhost:99999", "127.0.0.1:7480"],
  ["ORIEL_URL", "https://vm.example.org/", "https://vm.example.org"],
  ["ORIEL_URL", "ftp://vm.example.org", "https://vm.example.org"],
  ["ORIEL_BASE_PATH", "/vm/", "/vm"],
  ["ORIEL_BASE_PATH", "vm", "/vm"],
  ["ORIEL_BASE_PATH", "/vm/..", "/vm"],
  ["ORIEL_HYPERVISORS", "esx://host", "qemu:///system"],
  ["ORIEL_STATE_DIR", "state", "absolute"],
  ["ORIEL_LOG_LEVEL", "loud", "debug"],
  ["ORIEL_TRUSTED_PROXIES", "10.0.0.0/99", "10.0.0.0/8"],
  ["ORIEL_MAX_CONSOLES_PER_PERSON", "0", "1 to 999999"],
])("%s=%s is named, with what would be right", (name, value, right) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(`${name}=${value}`);
  expect(message).toContain(right);
});

test("all wrong values are named at once, and settings that do not exist", () => {
  const message = refusal({ ORIEL_LISTEN: "x", ORIEL_BASE_PATH: "y", ORIEL_PORT: "80" });
  for (const name of ["ORIEL_LISTEN", "ORIEL_BASE_PATH", "ORIEL_PORT is not a setting"]) expect(message).toContain(name);
});

test("a wrong secret is named without its value", () => {
  const message = refusal({ ORIEL_SECRET: "hunter2" });
  expect(message).toContain("ORIEL_SECRET");
  expect(message).not.toContain("hunter2");
});

test("who listens for others says under which address they come", () => {
  expect(refusal({ ORIEL_LISTEN: "0.0.0.0:7480" })).toContain("ORIEL_URL");
  const config = readConfig({ ORIEL_LISTEN: "0.0.0.0:7480", ORIEL_URL: "https://vm.example.org https://vm.lan" });
  expect(originsOf(config)).toEqual(["https://vm.example.org", "https://vm.lan"]);
});

test("the loopback listener's origins are its names, the usual port left out as browsers do", () => {
  const at = (port: number) => originsOf({ listen: { host: "127.0.0.1", port }, tls: null, origins: [], hosts: [] });
  expect(at(7480)).toEqual(["http://localhost:7480", "http://127.0.0.1:7480", "http://[::1]:7480"]);
  expect(at(80)).toEqual(["http://localhost", "http://127.0.0.1", "http://[::1]"]);
});
