import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Pass } from "#server/contract/console.ts";
import { openEarly, takeSocket } from "./early-socket.ts";

class Socket extends EventTarget {
  static readonly made: Socket[] = [];
  closed = false;

  constructor() {
    super();
    Socket.made.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

const pass = (ticket: string) => ({ path: "/ws", ticket }) as Pass;

beforeEach(() => {
  Socket.made.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("location", new URL("http://127.0.0.1/"));
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("gives the socket that was opened early to its console, which keeps it", () => {
  const mine = pass("a");
  openEarly(mine);
  expect(takeSocket(mine)).toEqual({ socket: Socket.made[0], closed: null });
  vi.advanceTimersByTime(60_000);
  expect(Socket.made.map(({ closed }) => closed)).toEqual([false]);
});

it("tells how it was closed meanwhile", () => {
  const mine = pass("a");
  openEarly(mine);
  Socket.made[0]?.dispatchEvent(Object.assign(new Event("close"), { code: 4409, reason: "console-held" }));
  expect(takeSocket(mine).closed).toEqual({ code: 4409, reason: "console-held" });
});

it("opens a console with another pass anew, and closes what was opened for the first", () => {
  openEarly(pass("a"));
  expect(takeSocket(pass("b")).socket).toBe(Socket.made[1]);
  expect(Socket.made.map(({ closed }) => closed)).toEqual([true, false]);
});

it("closes a socket that no console comes for", () => {
  openEarly(pass("a"));
  vi.advanceTimersByTime(10_000);
  expect(Socket.made.map(({ closed }) => closed)).toEqual([true]);
});

it("opens no second socket for a console that was quicker", () => {
  const mine = pass("a");
  takeSocket(mine);
  openEarly(mine);
  expect(Socket.made).toHaveLength(1);
});
