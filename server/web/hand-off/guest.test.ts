import { expect, test } from "vitest";
import { guestOf } from "./guest.ts";

const addresses = ["fd00::7", "127.0.0.1", "fe80::1", "::1", "169.254.1.1", "192.168.122.5", "203.0.113.9", "nonsense"];

test("the guest's own addresses, IPv4 first, those behind the hypervisor with the way through it", () => {
  expect(guestOf({ addresses }, null, "lab.example.org").addresses).toEqual([
    { address: "192.168.122.5", jump: "lab.example.org" },
    { address: "203.0.113.9", jump: null },
    { address: "fd00::7", jump: "lab.example.org" },
  ]);
});

test("whoever may not know the hypervisor is told no way through it", () => {
  expect(guestOf({ addresses }, null, null).addresses.every(({ jump }) => jump === null)).toBe(true);
});

test("Windows is known by its definition", () => {
  expect(guestOf({ addresses }, "http://microsoft.com/win/11", null).windows).toBe(true);
  expect(guestOf({ addresses }, "http://debian.org/debian/12", null).windows).toBe(false);
  expect(guestOf({ addresses }, null, null).windows).toBeNull();
});
