import { expect, it } from "vitest";
import { isThisMachine, ownAddresses } from "./local-host.ts";

it.each([
  ["kvm1.example.org", "kvm1", true],
  ["kvm1", "KVM1.example.org", true],
  ["kvm2", "kvm1", false],
  ["localhost", "localhost", false],
  ["localhost.localdomain", "localhost", false],
  ["", "kvm1", false],
])("whether %s is %s: %s", (name, own, same) => {
  expect(isThisMachine(name, own)).toBe(same);
});

it("gives own addresses, loopback first, each once, none that needs an interface's name", () => {
  const at = (address: string, internal: boolean) => ({ address, internal, family: "IPv4" as const, netmask: "", mac: "", cidr: null });
  const interfaces = { eth0: [at("192.0.2.7", false), at("FE80::1", false), at("2001:db8::7", false)], lo: [at("127.0.0.1", true)] };
  expect(ownAddresses({ ...interfaces, eth1: [at("192.0.2.7", false)] })).toEqual(["127.0.0.1", "192.0.2.7", "2001:db8::7"]);
});
