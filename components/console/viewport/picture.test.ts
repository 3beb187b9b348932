import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Emitter } from "../emitter.ts";
import type { Capability, ConsoleSession, Placement, SessionEvents, Size } from "../session.ts";
import { Picture } from "./picture.ts";

/** A session whose picture has the size that the test gives it. */
class FakeSession {
  readonly events = new Emitter<SessionEvents>();
  readonly on = this.events.on.bind(this.events);
  readonly placed: Placement[] = [];
  readonly asked: Size[] = [];
  capabilities = new Set<Capability>();
  picture: Size | null = null;

  place(placement: Placement): void {
    this.placed.push(placement);
  }
  resize(size: Size): void {
    this.asked.push(size);
  }
  show(picture: Size): void {
    this.picture = picture;
    this.events.emit("resize", picture);
  }
  can(...names: Capability[]): void {
    this.capabilities = new Set(names);
    this.events.emit("capabilities", undefined);
  }
}

let session: FakeSession;
let picture: Picture;

const attach = () => picture.attach(session as unknown as ConsoleSession);

beforeEach(() => {
  vi.useFakeTimers();
  session = new FakeSession();
  picture = new Picture();
  picture.setElement({ width: 800, height: 600 }, 1);
});
afterEach(() => void vi.useRealTimers());

it("places the picture when it comes, when it changes its size and when the element does", () => {
  attach();
  expect(session.placed).toEqual([]);
  session.show({ width: 1600, height: 1200 });
  session.show({ width: 400, height: 300 });
  picture.setElement({ width: 400, height: 300 }, 1);
  expect(session.placed.map(({ scale }) => scale)).toEqual([0.5, 2, 1]);
});

it("shows the next session's picture as the last one's was", () => {
  const detach = attach();
  session.show({ width: 1600, height: 1200 });
  picture.zoomIn();
  picture.panBy({ x: 50, y: 0 });
  const last = session.placed.at(-1);
  detach();
  session = new FakeSession();
  attach();
  session.show({ width: 1600, height: 1200 });
  expect(session.placed.at(-1)).toEqual(last);
});

it("goes through the zooms one by one, and says where they end", () => {
  attach();
  session.show({ width: 800, height: 600 });
  const zooms = [];
  while (picture.view.canZoomIn) {
    picture.zoomIn();
    zooms.push(picture.view.percent);
  }
  expect(zooms).toEqual([150, 200, 300, 400]);
  while (picture.view.canZoomOut) picture.zoomOut();
  expect(picture.view).toMatchObject({ percent: 50, zoomed: true });
  picture.setScaling("fit");
  expect(picture.view).toMatchObject({ percent: 100, zoomed: false });
});

it("is fitted again once it was pinched to be as small", () => {
  attach();
  session.show({ width: 1600, height: 1200 });
  picture.pinch(3, { x: 100, y: 100 }, { x: 0, y: 0 });
  expect(picture.view).toMatchObject({ zoomed: true, percent: 150 });
  expect(picture.pixelAt({ x: 100, y: 100 })).toEqual({ x: 200, y: 200 });
  picture.pinch(0.1, { x: 100, y: 100 }, { x: 0, y: 0 });
  expect(picture.view).toMatchObject({ zoomed: false, percent: 50 });
});

it("asks the guest for the element's size when it can, once it has settled, and not twice", () => {
  picture.setScaling("match");
  attach();
  session.show({ width: 640, height: 480 });
  expect(session.asked).toEqual([]);
  session.can("match");
  session.can("match", "clipboard");
  picture.setElement({ width: 700, height: 500 }, 1);
  picture.setElement({ width: 710, height: 510 }, 1);
  vi.advanceTimersByTime(249);
  expect(session.asked).toEqual([{ width: 800, height: 600 }]);
  vi.advanceTimersByTime(1);
  expect(session.asked.slice(1)).toEqual([{ width: 710, height: 510 }]);
});

it("asks for every pixel of a fine screen when that is wanted", () => {
  picture.setElement({ width: 400, height: 300 }, 2.625);
  picture.setScaling("match");
  session.can("match");
  attach();
  picture.setSharp(true);
  expect(session.asked).toEqual([
    { width: 400, height: 300 },
    { width: 1050, height: 787 },
  ]);
});

it("brings a pixel into sight, with some of what is around it", () => {
  attach();
  session.show({ width: 1600, height: 1200 });
  picture.setScaling("actual");
  picture.reveal({ x: 10, y: 600 }, 50);
  expect(picture.placeOf({ x: 10, y: 600 })?.x).toBeCloseTo(10.5);
  picture.reveal({ x: 900, y: 600 }, 50);
  expect(picture.placeOf({ x: 900, y: 600 })?.x).toBeCloseTo(750.5);
  expect(picture.canPan({ x: 1, y: 0 })).toBe(true);
});

it("goes to what lies beyond a side of the element, and no further than there is more", () => {
  attach();
  session.show({ width: 800, height: 600 });
  expect(picture.goesOn("right")).toBe(false);
  picture.zoomIn();
  picture.panBy({ x: 9999, y: 9999 });
  const last = () => session.placed.at(-1);
  expect(last()).toMatchObject({ x: 0, y: 0 });
  expect([picture.goesOn("left"), picture.goesOn("up"), picture.goesOn("right")]).toEqual([false, false, true]);
  picture.lookTo("right");
  expect(last()).toMatchObject({ x: -200, y: 0 });
  picture.lookTo("down");
  expect(last()).toMatchObject({ x: -200, y: -150 });
  for (let step = 0; step < 9; step++) picture.lookTo("right");
  expect(picture.goesOn("right")).toBe(false);
});
