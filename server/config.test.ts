import { describe, expect, test } from "vitest";
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

test("displays are known by libvirt's own authority, unless another is named", () => {
  expect(readConfig({}).displayAuthorities).toContain("/etc/pki/libvirt-spice/ca-cert.pem");
  expect(readConfig({ ORIEL_DISPLAY_CA: "/etc/oriel/ca.pem" }).displayAuthorities).toEqual(["/etc/oriel/ca.pem"]);
  expect(refusal({ ORIEL_DISPLAY_CA: "ca.pem" })).toContain("absolute path");
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
  ["ORIEL_TLS", "on", "takes self-signed"],
  ["ORIEL_TLS_CERT", "cert.pem", "absolute path"],
  ["ORIEL_TLS_KEY", "key.pem", "absolute path"],
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

describe("https", () => {
  const files = { ORIEL_TLS_CERT: "/etc/oriel/cert.pem", ORIEL_TLS_KEY: "/etc/oriel/key.pem" };

  test("comes with a certificate's files, or with one of the portal's own", () => {
    expect(readConfig({}).tls).toBeNull();
    expect(readConfig(files).tls).toEqual({ kind: "files", cert: "/etc/oriel/cert.pem", key: "/etc/oriel/key.pem" });
    expect(readConfig({ ORIEL_TLS: "self-signed" }).tls).toEqual({ kind: "self-signed" });
  });

  test.each<[Record<string, string>, string]>([
    [{ ORIEL_TLS_CERT: files.ORIEL_TLS_CERT }, "not ORIEL_TLS_KEY"],
    [{ ORIEL_TLS_KEY: files.ORIEL_TLS_KEY }, "not ORIEL_TLS_CERT"],
    [{ ...files, ORIEL_TLS: "self-signed" }, "set the one or the others"],
    [{ ORIEL_TLS: "self-signed", ORIEL_URL: "https://vm.example.org,http://vm.lan" }, "ORIEL_URL=http://vm.lan: the portal speaks https"],
    [{ ...files, ORIEL_URL: "http://vm.lan" }, "ORIEL_TLS_CERT=/etc/oriel/cert.pem"],
    [{ ...files, ORIEL_LISTEN: ":7480" }, "ORIEL_URL must say"],
  ])("%j is refused", (env, text) => {
    expect(refusal(env)).toContain(text);
  });

  test("makes the loopback's origins https", () => {
    const config = readConfig({ ORIEL_TLS: "self-signed", ORIEL_LISTEN: "127.0.0.1:443" });
    expect(originsOf(config)).toEqual(["https://localhost", "https://127.0.0.1", "https://[::1]"]);
    expect(originsOf(readConfig(files))[0]).toBe("https://localhost:7480");
  });

  test("with a certificate of its own the portal listens for others by its machine's names, unless ORIEL_URL says which", () => {
    const env = { ORIEL_TLS: "self-signed", ORIEL_LISTEN: "0.0.0.0:7480" };
    const config = readConfig({ ...env, ORIEL_INTERNAL_HOSTS: "192.0.2.7,2001:db8::7,Box" });
    expect(originsOf(config)).toEqual(["https://192.0.2.7:7480", "https://[2001:db8::7]:7480", "https://box:7480"]);
    expect(originsOf({ ...config, origins: ["https://vm.example.org"] })).toEqual(["https://vm.example.org"]);
  });
});
