import { expect, it } from "vitest";
import { GuestLocks } from "./locks.ts";

it("changes what differs, once, until the guest has told again", () => {
  const locks = new GuestLocks();
  expect(locks.change({ CapsLock: true })).toBeNull();
  locks.tell(0b011);
  expect(locks.change({ CapsLock: true, NumLock: true })).toBe(0b111);
  expect(locks.change({ CapsLock: true, NumLock: true })).toBeNull();
  locks.tell(0b111);
  expect(locks.change({ CapsLock: true, NumLock: true })).toBeNull();
  expect(locks.change({ NumLock: false })).toBe(0b101);
});

it("waits for the guest's word after a lock's key", () => {
  const locks = new GuestLocks();
  locks.tell(0);
  locks.doubt();
  expect(locks.change({ CapsLock: true })).toBeNull();
});
