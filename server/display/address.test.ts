import { describe, expect, test } from "vitest";
import { checkIp, checkPort, resolveHost } from "./address.ts";
import { dial } from "./dial.ts";

const forbidden = expect.objectContaining({ code: "display-address" });

describe("addresses", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["10.1.2.3", "10.1.2.3"],
    ["fd12::1", "fd12::1"],
  ])("%s is dialled as %s", (given, dialled) => expect(checkIp(given)).toBe(dialled));

  test.each([
    "169.254.169.254",
    "169.254.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "not an address",
    "",
  ])("%s is not", (given) => expect(() => checkIp(given)).toThrow(forbidden));

  test("a name is looked up and what it gives is checked", async () => {
    expect(["127.0.0.1", "::1"]).toContain(await resolveHost("localhost"));
    await expect(resolveHost("no-such-name.invalid")).rejects.toMatchObject({ code: "display-unreachable" });
  });
});

test.each([0, 22, 5432, 5899, 65536, -1, 5900.5])("port %d is not one of a display", (port) => {
  expect(() => checkPort(port)).toThrow(forbidden);
});

describe("dialling", () => {
  test("refuses before it connects", async () => {
    await expect(dial({ kind: "tcp", host: "127.0.0.1", port: 5432 })).rejects.toEqual(forbidden);
    await expect(dial({ kind: "tcp", host: "169.254.169.254", port: 5900 })).rejects.toEqual(forbidden);
  });

  test("says what does not answer", async () => {
    await expect(dial({ kind: "unix", path: "/nonexistent/vnc.sock" })).rejects.toMatchObject({
      code: "display-unreachable",
      details: expect.stringContaining("ENOENT"),
    });
  });
});
