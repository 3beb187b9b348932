import type { ConsoleSession, Point, Size, TouchPoint } from "../session.ts";
import type { EdgePan } from "../viewport/edge-pan.ts";
import { edgeOf } from "../viewport/edges.ts";
import type { Picture } from "../viewport/picture.ts";
import { type Gesture, Gestures } from "./gestures.ts";

/** `direct`: a finger is where it touches. `trackpad`: it moves a pointer, wherever it touches. */
export type TouchMode = "direct" | "trackpad";

/** CSS pixels that two fingers go for one click of a wheel. */
const WHEEL_CLICK = 40;
/** CSS pixels from the element's edge at which a trackpad's pointer takes the picture with it. */
const MARGIN = 56;
/** How long the ring of a long press is shown, in ms. */
const RING = 450;
const VIBRATION = 12;

const masks = { left: 1, right: 2 } as const;

/** What is drawn over the picture. */
export interface TouchMarks {
  /** A trackpad's pointer, as a pixel of the guest. */
  pointer: Point | null;
  /** A long press, in CSS pixels of the element. */
  ring: Point | null;
}

type Device = Pick<ConsoleSession, "pointer" | "wheel">;

/** Does to a console and its picture what fingers meant. */
export class TouchControl {
  readonly #picture: Picture;
  readonly #edges: EdgePan;
  readonly #listeners = new Set<() => void>();
  #mode: TouchMode = "direct";
  #gestures = new Gestures("always");
  #device: Device = {};
  #callKeyboard: () => void = () => undefined;
  /** Who only watches moves the picture, and nothing in it. */
  #viewing = true;
  #marks: TouchMarks = { pointer: null, ring: null };
  /** The guest's pixel at which the mouse is. */
  #pointer: Point | null = null;
  #buttons = 0;
  /** Where a finger is that moves the mouse by touching it. */
  #finger: Point | null = null;
  /** What two fingers do until they are up: they move the picture where there is more of it on that side, else turn the wheel. */
  #scrolling: "pan" | "wheel" | null = null;
  #scrolled: Point = { x: 0, y: 0 };
  #waking: ReturnType<typeof setTimeout> | undefined;
  #ringing: ReturnType<typeof setTimeout> | undefined;

  constructor(picture: Picture, edges: EdgePan) {
    this.#picture = picture;
    this.#edges = edges;
    picture.subscribe(() => this.#followPicture());
  }

  get marks(): TouchMarks {
    return this.#marks;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setMode(mode: TouchMode): void {
    if (mode === this.#mode) return;
    this.#release();
    this.#mode = mode;
    this.#forget();
    this.#mark({ pointer: mode === "trackpad" ? this.#place() : null });
  }

  /** What three fingers call. */
  setKeyboard(call: () => void): void {
    this.#callKeyboard = call;
  }

  /** Touches a console from now on; the returned function lets go of it. */
  attach(session: ConsoleSession): () => void {
    this.#device = session;
    this.#viewing = !session.capabilities.has("pointer");
    const stop = session.on("touch", (points) => this.#touched(points));
    return () => {
      stop();
      this.#release();
      this.#forget();
      this.#device = {};
    };
  }

  /** Begins with no finger: those that are down now are never told to go up. */
  #forget(): void {
    this.#gestures = new Gestures(this.#mode === "direct" ? "always" : "after-tap");
    clearTimeout(this.#waking);
    this.#endScrolling();
  }

  #endScrolling(): void {
    this.#scrolling = null;
    this.#scrolled = { x: 0, y: 0 };
  }

  #touched(points: readonly TouchPoint[]): void {
    this.#mean(this.#gestures.touch(points));
    clearTimeout(this.#waking);
    const { wakeAt } = this.#gestures;
    const now = points.at(-1)?.time;
    if (wakeAt !== null && now !== undefined) this.#waking = setTimeout(() => this.#mean(this.#gestures.wake(wakeAt)), wakeAt - now);
  }

  #mean(gestures: readonly Gesture[]): void {
    for (const gesture of gestures) this.#do(gesture);
  }

  #do(gesture: Gesture): void {
    switch (gesture.type) {
      case "move":
        this.#move(gesture);
        break;
      case "press":
        this.#press(gesture);
        break;
      case "release":
        this.#release();
        break;
      case "hold":
        this.#ring(gesture);
        break;
      case "scroll":
        this.#scroll(gesture);
        break;
      case "pinch":
        this.#picture.pinch(gesture.factor, gesture, { x: gesture.dx, y: gesture.dy });
        break;
      case "keyboard":
        this.#callKeyboard();
        break;
      case "end":
        this.#endScrolling();
        this.#edges.set({ x: 0, y: 0 });
    }
  }

  #press({ x, y, button }: Extract<Gesture, { type: "press" }>): void {
    this.#point({ x, y });
    this.#buttons = masks[button];
    this.#finger = this.#mode === "direct" ? { x, y } : null;
    this.#tell();
  }

  #move({ x, y, dx, dy }: Extract<Gesture, { type: "move" }>): void {
    if (this.#viewing) this.#picture.panBy({ x: dx, y: dy });
    else if (this.#mode === "direct") {
      this.#finger = { x, y };
      this.#point({ x, y });
      this.#edges.set(edgeOf({ x, y }, this.#picture.element));
    } else this.#moveBy(dx, dy);
    this.#tell();
  }

  /** Puts the mouse under a finger; a trackpad's stays where it is. */
  #point(at: Point): void {
    if (this.#mode === "direct") this.#pointer = this.#picture.pixelAt(at);
    else this.#place();
  }

  /** A trackpad's pointer goes as far as the finger when that is slow, and farther when it is quick. */
  #moveBy(dx: number, dy: number): void {
    const { size, view } = this.#picture;
    const from = this.#place();
    if (!size || !view.placement || !from) return;
    const speed = Math.min(2.5, 1 + Math.hypot(dx, dy) / 16) / view.placement.scale;
    const to = within({ x: from.x + dx * speed, y: from.y + dy * speed }, size);
    this.#pointer = to;
    this.#mark({ pointer: to });
    this.#picture.reveal(to, MARGIN);
  }

  /** Where a trackpad's pointer is: in the middle of what is in sight before it was moved. */
  #place(): Point | null {
    const { width, height } = this.#picture.element;
    this.#pointer ??= this.#picture.pixelAt({ x: width / 2, y: height / 2 });
    return this.#pointer;
  }

  #scroll({ dx, dy, at }: Extract<Gesture, { type: "scroll" }>): void {
    const by = { x: dx, y: dy };
    const pans = this.#viewing || (this.#mode === "direct" && this.#picture.canPan(mainWay(by)));
    this.#scrolling ??= pans ? "pan" : "wheel";
    if (this.#scrolling === "pan") {
      this.#picture.panBy(by);
      return;
    }
    this.#point(at);
    this.#tell();
    const clicks = (sum: number) => Math.trunc(sum / WHEEL_CLICK);
    const sum = { x: this.#scrolled.x + dx, y: this.#scrolled.y + dy };
    this.#scrolled = { x: sum.x - clicks(sum.x) * WHEEL_CLICK, y: sum.y - clicks(sum.y) * WHEEL_CLICK };
    // What is under the fingers goes with them, so the wheel turns the other way.
    const turn = { x: -clicks(sum.x) || 0, y: -clicks(sum.y) || 0 };
    if (turn.x !== 0 || turn.y !== 0) this.#device.wheel?.(turn);
  }

  #ring({ x, y }: Point): void {
    navigator.vibrate?.(VIBRATION);
    const pointer = this.#mode === "trackpad" ? this.#place() : null;
    this.#mark({ ring: (pointer && this.#picture.placeOf(pointer)) ?? { x, y } });
    clearTimeout(this.#ringing);
    this.#ringing = setTimeout(() => this.#mark({ ring: null }), RING);
  }

  #release(): void {
    this.#finger = null;
    this.#edges.set({ x: 0, y: 0 });
    if (this.#buttons === 0) return;
    this.#buttons = 0;
    this.#tell();
  }

  /** While a finger drags at the edge the picture moves under it, and the mouse is at another pixel. */
  #followPicture(): void {
    const { size } = this.#picture;
    if (!size) return;
    if (this.#pointer) this.#pointer = within(this.#pointer, size);
    if (this.#mode === "trackpad" && !same(this.#marks.pointer, this.#place())) this.#mark({ pointer: this.#pointer });
    if (!this.#finger || this.#buttons === 0) return;
    this.#pointer = this.#picture.pixelAt(this.#finger);
    this.#tell();
  }

  #tell(): void {
    if (!this.#pointer) return;
    const { x, y } = this.#pointer;
    this.#device.pointer?.({ x: Math.floor(x), y: Math.floor(y), buttons: this.#buttons });
  }

  #mark(marks: Partial<TouchMarks>): void {
    this.#marks = { ...this.#marks, ...marks };
    for (const listener of this.#listeners) listener();
  }
}

/** The one of two ways that is the longer. */
function mainWay({ x, y }: Point): Point {
  return Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y };
}

function within({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.min(Math.max(x, 0), width - 1), y: Math.min(Math.max(y, 0), height - 1) };
}

function same(one: Point | null, other: Point | null): boolean {
  return one?.x === other?.x && one?.y === other?.y;
}
