import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Line } from "./line.ts";

class FakeSocket extends EventTarget {
  readyState = 1;
  sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  get pings(): number[] {
    return this.sent.map((text) => JSON.parse(text)).flatMap(({ type, id }) => (type === "ping" ? [id] : []));
  }
  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

let socket: FakeSocket;
let line: Line;
let dead: number;
let handed: string[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", { OPEN: 1 });
  socket = new FakeSocket();
  line = new Line();
  line.add(socket as unknown as WebSocket);
  dead = 0;
  handed = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const start = () => line.start({ dead: () => dead++, yours: (from) => handed.push(from) });
const answer = () => socket.say(JSON.stringify({ type: "pong", id: socket.pings.at(-1) }));

it("says nothing before the console is connected, then asks again and again", () => {
  vi.advanceTimersByTime(60_000);
  expect(socket.sent).toEqual([]);
  start();
  for (let count = 0; count < 3; count++) {
    answer();
    vi.advanceTimersByTime(5_000);
  }
  expect(socket.pings).toEqual([0, 1, 2, 3]);
  expect(dead).toBe(0);
});

it("measures the way there and back", () => {
  start();
  vi.advanceTimersByTime(42);
  answer();
  expect(line.view.roundTrip).toBe(42);
});

it("takes a portal for gone that does not answer, soon where something has just changed", () => {
  start();
  answer();
  line.check();
  vi.advanceTimersByTime(1_999);
  expect(dead).toBe(0);
  vi.advanceTimersByTime(1);
  expect(dead).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(dead).toBe(1);
});

it("takes a portal for gone that stops answering, though nothing was said to be different", () => {
  start();
  vi.advanceTimersByTime(14_999);
  expect(dead).toBe(0);
  vi.advanceTimersByTime(1);
  expect(dead).toBe(1);
});

it("has little patience where something has just changed, though it asks again meanwhile", () => {
  start();
  answer();
  vi.advanceTimersByTime(4_000);
  line.check();
  vi.advanceTimersByTime(2_000);
  expect(dead).toBe(1);
});

it("takes what the machine shows for an answer, too", () => {
  start();
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1_000);
    socket.say(new ArrayBuffer(10));
  }
  expect(dead).toBe(0);
});

it("bears a portal that takes a while", () => {
  start();
  vi.advanceTimersByTime(4_000);
  answer();
  vi.advanceTimersByTime(9_000);
  expect(dead).toBe(0);
});

it("keeps notes from everybody else, counts bytes, and leaves them to the others", () => {
  const others = vi.fn();
  socket.addEventListener("message", others);
  socket.say(JSON.stringify({ type: "yours", from: "Ada" }));
  socket.say("no note at all");
  expect(others).not.toHaveBeenCalled();
  socket.say(new ArrayBuffer(10));
  expect(others).toHaveBeenCalledOnce();
  expect(line.bytesDown).toBe(10);
});

it("tells who is there, and that the machine was handed over", () => {
  start();
  const told = vi.fn();
  line.subscribe(told);
  const people = [
    { id: "1", name: "Ada", mode: "control", since: new Date(0).toISOString(), here: true, drives: false, mayBeHandedTo: false },
  ];
  socket.say(JSON.stringify({ type: "company", people, mayTakeOver: true }));
  socket.say(JSON.stringify({ type: "yours", from: "Ben" }));
  expect(told).toHaveBeenCalledOnce();
  expect(line.view.company).toEqual({ people, mayTakeOver: true });
  expect(handed).toEqual(["Ben"]);
});
