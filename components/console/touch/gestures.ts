import type { Point, TouchPoint } from "../session.ts";

/** What fingers meant. Places and distances are CSS pixels of the element. */
export type Gesture =
  /** One finger moved by so much, and is here. */
  | ({ type: "move"; dx: number; dy: number } & Point)
  | ({ type: "press"; button: "left" | "right" } & Point)
  | { type: "release" }
  /** A finger has stayed where it is, so the right button is down. */
  | ({ type: "hold" } & Point)
  /** Two fingers moved side by side; `at` is where they began. */
  | { type: "scroll"; dx: number; dy: number; at: Point }
  /** Two fingers moved apart (a factor above 1) or together, with the place between them moving too. */
  | ({ type: "pinch"; factor: number; dx: number; dy: number } & Point)
  /** Three fingers tapped. */
  | { type: "keyboard" }
  /** The last finger is up. */
  | { type: "end" };

/** When one finger that moves has the left button down: always, or when it came right after a tap, as on a trackpad. */
export type Dragging = "always" | "after-tap";

/** Milliseconds. */
const HOLD = 500;
const TAP = 300;
const DOUBLE_TAP = 350;
/** CSS pixels: how far a finger strays that is meant to stay. */
const STRAY = 10;
/** How far the second tap of two may be from the first. */
const DOUBLE_TAP_STRAY = 32;
/** How much farther apart two fingers are when they pinch. */
const PINCH = 20;

interface Finger {
  first: Point;
  now: Point;
  since: number;
}

type Phase =
  /** Nothing is known yet of what the fingers mean. */
  | "open"
  | "moving"
  /** The left button is down. */
  | "dragging"
  /** The right button is down. */
  | "holding"
  | "scrolling"
  | "pinching"
  /** What is still down means nothing any more. */
  | "over";

/** Makes gestures of what fingers do. It knows no clock: it must be woken at `wakeAt`. */
export class Gestures {
  readonly #fingers = new Map<number, Finger>();
  readonly #dragging: Dragging;
  #phase: Phase = "open";
  /** The most fingers that were down at once. */
  #most = 0;
  #began = 0;
  #lastTap: (Point & { time: number }) | null = null;
  /** Between two fingers, when they were looked at last. */
  #middle: Point = { x: 0, y: 0 };
  #apart = 0;
  #start: Point = { x: 0, y: 0 };
  #startApart = 0;

  constructor(dragging: Dragging) {
    this.#dragging = dragging;
  }

  /** When `wake` must be called, by the clock of the touches; null: not at all. */
  get wakeAt(): number | null {
    const [only] = this.#fingers.values();
    return this.#phase === "open" && this.#most === 1 && only ? only.since + HOLD : null;
  }

  wake(time: number): Gesture[] {
    const [only] = this.#fingers.values();
    if (this.wakeAt === null || time < this.wakeAt || !only) return [];
    this.#phase = "holding";
    this.#lastTap = null;
    return [
      { type: "hold", ...only.now },
      { type: "press", button: "right", ...only.now },
    ];
  }

  /** @param points what the fingers did at one moment: two that move are one gesture */
  touch(points: readonly TouchPoint[]): Gesture[] {
    const meant = points.flatMap((point) => this.#touch(point));
    const moved = points.some(({ phase }) => phase === "move");
    return moved && this.#most === 2 && this.#fingers.size === 2 ? [...meant, ...this.#movePair()] : meant;
  }

  #touch(point: TouchPoint): Gesture[] {
    switch (point.phase) {
      case "down":
        return this.#down(point);
      case "move":
        return this.#move(point);
      case "up":
        return this.#up(point);
      case "cancel":
        return this.#cancel(point);
    }
  }

  #down({ id, x, y, time }: TouchPoint): Gesture[] {
    if (this.#fingers.size === 0) {
      this.#phase = "open";
      this.#most = 0;
      this.#began = time;
    }
    this.#fingers.set(id, { first: { x, y }, now: { x, y }, since: time });
    this.#most = Math.max(this.#most, this.#fingers.size);
    if (this.#phase === "moving" && this.#fingers.size === 2) this.#phase = "open";
    if (this.#phase === "open" && this.#fingers.size === 2) this.#beginPair();
    return [];
  }

  #move({ id, x, y, time }: TouchPoint): Gesture[] {
    const finger = this.#fingers.get(id);
    if (!finger) return [];
    const before = finger.now;
    finger.now = { x, y };
    const step = { dx: x - before.x, dy: y - before.y };
    if (this.#phase === "open" && this.#most === 1) return this.#stray(finger, time);
    if (this.#phase === "moving" || this.#phase === "dragging" || this.#phase === "holding") {
      return this.#isFirst(id) ? [{ type: "move", x, y, ...step }] : [];
    }
    return [];
  }

  /** A finger that was to stay, as it seemed, moves. */
  #stray({ first, now }: Finger, time: number): Gesture[] {
    if (distance(first, now) <= STRAY) return [];
    const moved: Gesture = { type: "move", ...now, dx: now.x - first.x, dy: now.y - first.y };
    const tapped = this.#lastTap !== null && time - this.#lastTap.time < DOUBLE_TAP + HOLD && this.#began - this.#lastTap.time < DOUBLE_TAP;
    this.#lastTap = null;
    if (this.#dragging === "always" || tapped) {
      this.#phase = "dragging";
      return [{ type: "press", button: "left", ...first }, moved];
    }
    this.#phase = "moving";
    return [moved];
  }

  #up({ id, x, y, time }: TouchPoint): Gesture[] {
    const finger = this.#fingers.get(id);
    if (!finger) return [];
    const meant: Gesture[] = [];
    if ((this.#phase === "dragging" || this.#phase === "holding") && this.#isFirst(id)) {
      this.#phase = "over";
      meant.push({ type: "release" });
    }
    this.#fingers.delete(id);
    if (this.#phase === "scrolling" || this.#phase === "pinching") this.#phase = "over";
    if (this.#fingers.size > 0) return meant;
    if (this.#phase === "open" && time - this.#began < TAP + HOLD) meant.push(...this.#tap({ x, y }, time));
    return [...meant, { type: "end" }];
  }

  #tap(at: Point, time: number): Gesture[] {
    if (this.#most === 3) return [{ type: "keyboard" }];
    if (this.#most === 2) return [{ type: "press", button: "right", ...this.#start }, { type: "release" }];
    if (this.#most > 1) return [];
    const again = this.#lastTap && time - this.#lastTap.time < DOUBLE_TAP && distance(this.#lastTap, at) < DOUBLE_TAP_STRAY;
    // A guest takes two clicks for a double click only where they are at one place.
    const place = again && this.#lastTap ? { x: this.#lastTap.x, y: this.#lastTap.y } : at;
    this.#lastTap = { ...place, time };
    return [{ type: "press", button: "left", ...place }, { type: "release" }];
  }

  #cancel({ id }: TouchPoint): Gesture[] {
    if (!this.#fingers.delete(id)) return [];
    const held = this.#phase === "dragging" || this.#phase === "holding";
    this.#phase = "over";
    this.#lastTap = null;
    return [...(held ? ([{ type: "release" }] as const) : []), ...(this.#fingers.size === 0 ? ([{ type: "end" }] as const) : [])];
  }

  #beginPair(): void {
    const { middle, apart } = this.#pair();
    this.#middle = this.#start = middle;
    this.#apart = this.#startApart = apart;
  }

  #movePair(): Gesture[] {
    const { middle, apart } = this.#pair();
    if (this.#phase === "open") {
      if (Math.abs(apart - this.#startApart) > PINCH) this.#phase = "pinching";
      else if (distance(middle, this.#start) > STRAY) this.#phase = "scrolling";
      else return [];
    }
    const [dx, dy] = [middle.x - this.#middle.x, middle.y - this.#middle.y];
    const factor = apart / Math.max(1, this.#apart);
    this.#middle = middle;
    this.#apart = apart;
    if (this.#phase === "pinching") return [{ type: "pinch", ...middle, factor, dx, dy }];
    return this.#phase === "scrolling" ? [{ type: "scroll", dx, dy, at: this.#start }] : [];
  }

  #pair(): { middle: Point; apart: number } {
    const [one, other] = [...this.#fingers.values()].map(({ now }) => now);
    if (!one || !other) return { middle: this.#middle, apart: this.#apart };
    return { middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }, apart: distance(one, other) };
  }

  /** Of the fingers that are down, the one that was there first means the mouse. */
  #isFirst(id: number): boolean {
    return this.#fingers.keys().next().value === id;
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
