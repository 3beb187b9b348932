import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Emitter } from "../emitter.ts";
import type { ConsoleSession, Edge, Point, PointerState, SessionEvents, TouchPoint } from "../session.ts";
import type { EdgePan } from "../viewport/edge-pan.ts";
import { Picture } from "../viewport/picture.ts";
import { TouchControl } from "./touch-control.ts";

/** A session with a picture of 1600x1200 pixels, which keeps what it is told. */
class FakeSession {
  readonly events = new Emitter<SessionEvents>();
  readonly on = this.events.on.bind(this.events);
  readonly capabilities = new Set(["pointer"]);
  readonly picture = { width: 1600, height: 1200 };
  log: string[] = [];

  place(): void {}
  pointer({ x, y, buttons }: PointerState): void {
    this.log.push(`${x},${y} ${buttons}`);
  }
  wheel({ x, y }: Point): void {
    this.log.push(`wheel ${x},${y}`);
  }
}

let session: FakeSession;
let picture: Picture;
let control: TouchControl;
let edges: Edge[];
let detach: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  session = new FakeSession();
  picture = new Picture();
  picture.setElement({ width: 400, height: 300 }, 1);
  edges = [];
  control = new TouchControl(picture, { set: (edge: Edge) => edges.push(edge) } as unknown as EdgePan);
  picture.attach(session as unknown as ConsoleSession);
  control.setKeyboard(() => session.log.push("keyboard"));
  detach = control.attach(session as unknown as ConsoleSession);
});
afterEach(() => void vi.useRealTimers());

function touch(...steps: [phase: TouchPoint["phase"], x: number, y: number, id?: number][]): void {
  for (const [phase, x, y, id = 0] of steps) session.events.emit("touch", [{ phase, id, x, y, time: Date.now() }]);
}

/** Two fingers, 50 pixels beside each other, go down, move by so much, and go up. */
function stroke(from: Point, by: Point): void {
  touch(["down", from.x, from.y, 0], ["down", from.x + 50, from.y, 1]);
  const to = { x: from.x + by.x, y: from.y + by.y };
  const move = { phase: "move", time: Date.now() } as const;
  session.events.emit("touch", [
    { ...move, id: 0, ...to },
    { ...move, id: 1, x: to.x + 50, y: to.y },
  ]);
  touch(["up", to.x, to.y, 0], ["up", to.x + 50, to.y, 1]);
}

it("clicks the guest's pixel under a tap", () => {
  touch(["down", 100, 50], ["up", 100, 50]);
  expect(session.log).toEqual(["400,200 1", "400,200 0"]);
});

it("holds the right button down after a while, and shows a ring", () => {
  touch(["down", 100, 50]);
  vi.advanceTimersByTime(500);
  expect(session.log).toEqual(["400,200 2"]);
  expect(control.marks.ring).toEqual({ x: 100, y: 50 });
  touch(["up", 100, 50]);
  expect(session.log.at(-1)).toBe("400,200 0");
  vi.advanceTimersByTime(450);
  expect(control.marks.ring).toBeNull();
});

it("turns the wheel against two fingers that move", () => {
  stroke({ x: 100, y: 100 }, { x: 0, y: -90 });
  expect(session.log).toEqual(["500,400 0", "wheel 0,2"]);
});

it("moves a picture with two fingers where there is more of it that way, and turns the wheel where there is not", () => {
  picture.pinch(4, { x: 0, y: 0 }, { x: 0, y: 0 });
  stroke({ x: 100, y: 200 }, { x: 0, y: -100 });
  expect(session.log).toEqual([]);
  expect(picture.pixelAt({ x: 0, y: 0 })).toEqual({ x: 0, y: 100 });
  picture.panBy({ x: 0, y: 999 });
  stroke({ x: 100, y: 100 }, { x: 0, y: 100 });
  expect(session.log).toContain("wheel 0,-2");
});

it("zooms with two fingers that part, and tells the guest nothing", () => {
  touch(["down", 100, 100], ["down", 150, 100, 1], ["move", 250, 100, 1], ["up", 250, 100, 1], ["up", 100, 100]);
  expect(picture.view).toMatchObject({ zoomed: true, percent: 75 });
  expect(session.log).toEqual([]);
});

it("a finger that drags at the edge takes the mouse along as the picture moves", () => {
  picture.pinch(4, { x: 0, y: 0 }, { x: 0, y: 0 });
  touch(["down", 200, 100], ["move", 390, 100]);
  expect(edges.at(-1)?.x).toBeGreaterThan(0.5);
  picture.panBy({ x: -30, y: 0 });
  expect(session.log.at(-1)).toBe("420,100 1");
  touch(["up", 390, 100]);
  expect(session.log.at(-1)).toBe("420,100 0");
  expect(edges.at(-1)).toEqual({ x: 0, y: 0 });
});

it("three fingers call the keyboard", () => {
  touch(["down", 100, 100], ["down", 150, 100, 1], ["down", 200, 100, 2], ["up", 100, 100], ["up", 150, 100, 1], ["up", 200, 100, 2]);
  expect(session.log).toEqual(["keyboard"]);
});

it("a trackpad moves a pointer wherever it is touched, clicks there, and keeps it in sight", () => {
  control.setMode("trackpad");
  expect(control.marks.pointer).toEqual({ x: 800, y: 600 });
  picture.pinch(4, { x: 200, y: 150 }, { x: 0, y: 0 });
  touch(["down", 20, 20], ["move", 20, 40], ["move", 20, 41], ["up", 20, 41]);
  const at = control.marks.pointer;
  expect(at?.x).toBe(800);
  expect(at?.y).toBeGreaterThan(640);
  session.log = [];
  touch(["down", 300, 10], ["up", 300, 10]);
  expect(session.log.map((line) => line.split(" ")[0])).toEqual(Array(2).fill(`800,${Math.floor(at?.y ?? 0)}`));
  for (let times = 0; times < 20; times++) {
    vi.advanceTimersByTime(1000);
    touch(["down", 20, 20], ["move", 60, 20], ["up", 60, 20]);
  }
  const place = picture.placeOf(control.marks.pointer ?? { x: 0, y: 0 });
  expect(place?.x).toBeGreaterThan(0);
  expect(place?.x).toBeLessThanOrEqual(400);
});

it("lets go of a button when the console goes", () => {
  touch(["down", 100, 50], ["move", 140, 50]);
  control.setMode("trackpad");
  expect(session.log.at(-1)).toBe("560,200 0");
});

it("forgets the fingers that are down when the console goes", () => {
  touch(["down", 100, 50], ["down", 150, 50, 1], ["move", 150, 90, 1]);
  detach();
  control.attach(session as unknown as ConsoleSession);
  session.log = [];
  touch(["down", 100, 50, 2], ["up", 100, 50, 2]);
  expect(session.log).toEqual(["400,200 1", "400,200 0"]);
});

it("a finger of somebody who only watches moves the picture", () => {
  session.capabilities.clear();
  const watching = new TouchControl(picture, { set: () => undefined } as unknown as EdgePan);
  session.events.clear();
  picture.attach(session as unknown as ConsoleSession);
  watching.attach(session as unknown as ConsoleSession);
  picture.pinch(4, { x: 0, y: 0 }, { x: 0, y: 0 });
  touch(["down", 200, 100], ["move", 150, 80]);
  expect(picture.pixelAt({ x: 0, y: 0 })).toEqual({ x: 50, y: 20 });
});

it("shows a trackpad's pointer as soon as there is a picture", () => {
  const later = new Picture();
  const early = new TouchControl(later, { set: () => undefined } as unknown as EdgePan);
  early.setMode("trackpad");
  expect(early.marks.pointer).toBeNull();
  later.attach(session as unknown as ConsoleSession);
  later.setElement({ width: 400, height: 300 }, 1);
  expect(early.marks.pointer).toEqual({ x: 800, y: 600 });
});
