import { hostname, networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { ownHosts } from "./own-hosts.ts";

const elsewhere = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"))
  .map(({ address }) => address);

test.each(["", "::"])("a listener on every address (%s) is reached by each of them, and by name", async (host) => {
  const hosts = await ownHosts(host);
  expect(hosts).toEqual(expect.arrayContaining([...elsewhere, "localhost", "127.0.0.1", "::1"]));
  if (/^[a-z0-9-]+$/i.test(hostname())) expect(hosts).toContain(hostname().toLowerCase());
  expect(new Set(hosts).size).toBe(hosts.length);
  expect(hosts.filter((one) => one.startsWith("fe80:") || one.includes("%"))).toEqual([]);
  // A phone in the network needs the first one to be of use to it.
  if (elsewhere.length > 0) expect(elsewhere).toContain(hosts[0]);
});

test("a listener on every IPv4 address is reached by no IPv6 address", async () => {
  const hosts = await ownHosts("0.0.0.0");
  expect(hosts).toEqual(expect.arrayContaining([...elsewhere.filter((address) => !address.includes(":")), "localhost", "127.0.0.1"]));
  expect(hosts.filter((host) => host.includes(":"))).toEqual([]);
});

test("a listener on one address is not reached by the others", async () => {
  const hosts = await ownHosts("192.0.2.77");
  expect(hosts[0]).toBe("192.0.2.77");
  expect(hosts).not.toContain("localhost");
  expect(hosts.filter((host) => elsewhere.includes(host))).toEqual([]);
});

test("one on the loopback address is reached from this machine", async () => {
  expect(await ownHosts("127.0.0.1")).toEqual(["localhost", "127.0.0.1", "::1"]);
});
