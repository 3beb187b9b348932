import { expect, it } from "vitest";
import type { Point } from "../session.ts";
import { type Dragging, type Gesture, Gestures } from "./gestures.ts";

type Step =
  | [phase: "down" | "move" | "up" | "cancel", id: number, x: number, y: number, time: number]
  | ["both", Point, Point, number]
  | ["wait", number];

function meant(steps: readonly Step[], dragging: Dragging = "always"): Gesture[] {
  const gestures = new Gestures(dragging);
  return steps.flatMap((step) => {
    if (step[0] === "wait") return gestures.wake(step[1]);
    if (step[0] === "both") {
      const [, one, other, time] = step;
      return gestures.touch([
        { phase: "move", id: 1, ...one, time },
        { phase: "move", id: 2, ...other, time },
      ]);
    }
    const [phase, id, x, y, time] = step;
    return gestures.touch([{ phase, id, x, y, time }]);
  });
}

const press = (x: number, y: number, button: "left" | "right" = "left") => ({ type: "press", button, x, y });
const release = { type: "release" };
const end = { type: "end" };

it("a tap is a click where it was tapped", () => {
  expect(
    meant([
      ["down", 1, 10, 20, 0],
      ["move", 1, 13, 22, 40],
      ["up", 1, 13, 22, 80],
    ]),
  ).toEqual([press(13, 22), release, end]);
});

it("a second tap nearby, soon, clicks at the very place of the first", () => {
  const taps = (x: number, time: number): Step[] => [
    ["down", 1, 10, 20, 0],
    ["up", 1, 10, 20, 60],
    ["down", 2, x, 24, time],
    ["up", 2, x, 24, time + 60],
  ];
  expect(meant(taps(22, 200))).toEqual([press(10, 20), release, end, press(10, 20), release, end]);
  expect(meant(taps(22, 600)).at(3)).toEqual(press(22, 24));
  expect(meant(taps(60, 200)).at(3)).toEqual(press(60, 24));
});

it("a long press holds the right button down until the finger is up, and can drag with it", () => {
  const steps: Step[] = [
    ["down", 1, 10, 20, 0],
    ["wait", 499],
    ["wait", 500],
    ["move", 1, 40, 20, 700],
    ["up", 1, 40, 20, 800],
  ];
  const move = { type: "move", x: 40, y: 20, dx: 30, dy: 0 };
  expect(meant(steps)).toEqual([{ type: "hold", x: 10, y: 20 }, press(10, 20, "right"), move, release, end]);
});

it("a finger that moves drags from where it came down", () => {
  const steps: Step[] = [
    ["down", 1, 10, 20, 0],
    ["move", 1, 15, 20, 20],
    ["move", 1, 30, 20, 40],
    ["down", 2, 90, 90, 50],
    ["move", 2, 95, 90, 55],
    ["move", 1, 31, 20, 60],
    ["up", 1, 31, 20, 80],
    ["up", 2, 95, 90, 90],
  ];
  expect(meant(steps)).toEqual([
    press(10, 20),
    { type: "move", x: 30, y: 20, dx: 20, dy: 0 },
    { type: "move", x: 31, y: 20, dx: 1, dy: 0 },
    release,
    end,
  ]);
});

it("a trackpad's finger moves without a button, and drags right after a tap", () => {
  const moving: Step[] = [
    ["down", 1, 10, 20, 1000],
    ["move", 1, 30, 20, 1040],
    ["up", 1, 30, 20, 1080],
  ];
  const move = { type: "move", x: 30, y: 20, dx: 20, dy: 0 };
  expect(meant(moving, "after-tap")).toEqual([move, end]);
  const tap: Step[] = [
    ["down", 1, 10, 20, 800],
    ["up", 1, 10, 20, 850],
  ];
  expect(meant([...tap, ...moving], "after-tap").slice(3)).toEqual([press(10, 20), move, release, end]);
});

it("two fingers side by side scroll, and click nothing", () => {
  const steps: Step[] = [
    ["down", 1, 100, 100, 0],
    ["down", 2, 160, 100, 10],
    ["both", { x: 100, y: 40 }, { x: 160, y: 40 }, 20],
    ["both", { x: 100, y: 30 }, { x: 160, y: 30 }, 30],
    ["up", 1, 100, 30, 40],
    ["move", 2, 160, 20, 45],
    ["up", 2, 160, 20, 50],
  ];
  const at = { x: 130, y: 100 };
  expect(meant(steps)).toEqual([{ type: "scroll", dx: 0, dy: -60, at }, { type: "scroll", dx: 0, dy: -10, at }, end]);
});

it("two fingers that part pinch, by as much as they part and move", () => {
  const steps: Step[] = [
    ["down", 1, 100, 100, 0],
    ["down", 2, 200, 100, 10],
    ["move", 2, 300, 100, 20],
    ["up", 2, 300, 100, 30],
    ["up", 1, 100, 100, 40],
  ];
  expect(meant(steps)).toEqual([{ type: "pinch", x: 200, y: 100, factor: 2, dx: 50, dy: 0 }, end]);
});

it("a tap of two fingers is a right click, of three the keyboard, of four nothing", () => {
  const tap = (count: number): Step[] => {
    const ids = Array.from({ length: count }, (_, id) => id);
    return [
      ...ids.map((id): Step => ["down", id, 100 + 50 * id, 100, id]),
      ...ids.map((id): Step => ["up", id, 100 + 50 * id, 100, 100 + id]),
    ];
  };
  expect(meant(tap(2))).toEqual([press(125, 100, "right"), release, end]);
  expect(meant(tap(3))).toEqual([{ type: "keyboard" }, end]);
  expect(meant(tap(4))).toEqual([end]);
});

it("what the system takes away leaves no button down", () => {
  const steps: Step[] = [
    ["down", 1, 10, 20, 0],
    ["move", 1, 60, 20, 20],
    ["cancel", 1, 60, 20, 30],
    ["up", 1, 60, 20, 40],
  ];
  expect(meant(steps).slice(2)).toEqual([release, end]);
});
