import { expect, it } from "vitest";
import { shownAddresses } from "./addresses.ts";

function interfaces(...addresses: string[]): Parameters<typeof shownAddresses>[0] {
  return [{ name: "eth0", mac: null, addresses: addresses.map((address) => ({ family: "ipv4", address, prefix: 24 })) }];
}

it("shows those by which others reach the guest, IPv4 first", () => {
  const shown = shownAddresses(interfaces("127.0.0.1", "::1", "2001:db8::5", "fe80::1", "192.168.122.3", "169.254.1.1", "0.0.0.0"));
  expect(shown).toEqual(["192.168.122.3", "2001:db8::5"]);
});

it("shows each once, however it is written and on however many interfaces", () => {
  const twice = [...interfaces("10.0.0.1", "2001:DB8:0::5"), ...interfaces("10.0.0.1", "2001:db8::5")];
  expect(shownAddresses(twice)).toEqual(["10.0.0.1", "2001:db8::5"]);
});

it("believes an agent that lies neither in form nor in number", () => {
  const many = Array.from({ length: 500 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  expect(shownAddresses(interfaces("<script>", "", "1.2.3.4.5", ...many))).toHaveLength(16);
});
