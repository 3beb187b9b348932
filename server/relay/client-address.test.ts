import { expect, test } from "vitest";
import { TrustedProxies } from "./client-address.ts";

const proxies = new TrustedProxies(["10.0.0.0/8", "::1", "fd00::/16"]);

test.each([
  ["no proxy: the peer", "192.0.2.7", undefined, "192.0.2.7"],
  ["an untrusted peer is not believed", "192.0.2.7", "203.0.113.1", "192.0.2.7"],
  ["a trusted one is", "10.1.1.1", "203.0.113.1", "203.0.113.1"],
  ["what the client put before is not", "10.1.1.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"],
  ["a chain of trusted proxies is followed", "10.1.1.1", "203.0.113.1, 10.2.2.2, fd00::9", "203.0.113.1"],
  ["nonsense stops it", "10.1.1.1", "203.0.113.1, unknown", "10.1.1.1"],
  ["all trusted: the first", "10.1.1.1", "10.9.9.9", "10.9.9.9"],
  ["IPv4 in IPv6", "::ffff:10.1.1.1", "::ffff:203.0.113.1", "203.0.113.1"],
  ["a loopback proxy", "::1", "2001:db8:0:0::5", "2001:db8::5"],
  ["a socket that is gone", "", undefined, "0.0.0.0"],
])("%s", (_, peer, forwarded, expected) => expect(proxies.clientAddress(peer, forwarded)).toBe(expected));
