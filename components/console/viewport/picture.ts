import type { ConsoleSession, Placement, Point, Scaling, Size } from "../session.ts";
import { type Frame, fitScale, matchingSize, pan, pixelAt, placementOf, roomToPan, type Sight, zoom, zoomLimits } from "./viewport.ts";

/** How long the element must keep its size, in ms, before the guest is asked for it. */
const SETTLED = 250;
/** The zooms that the menu goes through, in screen pixels for one of the guest's. */
const STEPS = [0.5, 0.75, 1, 1.5, 2, 3, 4];
const NEARLY = 1e-3;
/** The share of the element that one step to a side uncovers. */
const STEP = 1 / 4;
/** Where the picture goes so that more of a side is seen. */
const sides = { left: { x: 1, y: 0 }, right: { x: -1, y: 0 }, up: { x: 0, y: 1 }, down: { x: 0, y: -1 } } as const;
export type Side = keyof typeof sides;

/** What is shown now; a new object whenever anything in it changed. */
export interface PictureView {
  /** Null where there is no picture. */
  placement: Placement | null;
  /** Screen pixels for one of the guest's, in percent. */
  percent: number;
  /** The person has zoomed, so none of the sizes holds. */
  zoomed: boolean;
  canZoomIn: boolean;
  canZoomOut: boolean;
}

const nothing: PictureView = { placement: null, percent: 100, zoomed: false, canZoomIn: false, canZoomOut: false };

/** Where a console's picture is in its element: keeps how the person wants to see it through all sessions, and tells each. */
export class Picture {
  readonly #listeners = new Set<() => void>();
  #element: Size = { width: 0, height: 0 };
  #ratio = 1;
  #sight: Sight = { scaling: "fit", zoom: null, centre: null, sharp: false };
  #session: ConsoleSession | null = null;
  #view = nothing;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #asked = "";

  get view(): PictureView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Shows a session's picture from now on; the returned function stops. */
  attach(session: ConsoleSession): () => void {
    this.#session = session;
    this.#asked = "";
    const stops = [session.on("resize", () => this.#changed()), session.on("capabilities", () => this.#askForMatch())];
    this.#changed();
    this.#askForMatch();
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#settling);
      if (this.#session === session) this.#session = null;
    };
  }

  /** @param size of the element, in CSS pixels @param ratio screen pixels in one of them */
  setElement(size: Size, ratio: number): void {
    this.#element = size;
    this.#ratio = ratio;
    this.#changed();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#askForMatch(), SETTLED);
  }

  /** Shows the picture so, whatever the zoom was. */
  setScaling(scaling: Scaling): void {
    this.#see({ ...this.#sight, scaling, zoom: null, centre: null });
    this.#askForMatch();
  }

  setSharp(sharp: boolean): void {
    this.#see({ ...this.#sight, sharp });
    this.#askForMatch();
  }

  zoomIn(): void {
    this.#step(STEPS.find((step) => step > this.#zoom + NEARLY));
  }

  zoomOut(): void {
    this.#step(STEPS.findLast((step) => step < this.#zoom - NEARLY));
  }

  /** Zooms by a factor, and moves by CSS pixels; what is at `at` stays under it. Zoomed out to the whole picture it is as it was before. */
  pinch(factor: number, at: Point, by: Point): void {
    const frame = this.#frame;
    if (!frame) return;
    const before = { x: at.x - by.x, y: at.y - by.y };
    const next = pan(frame, zoom(frame, this.#sight, this.#zoom * factor, before), by);
    const whole = next.zoom !== null && next.zoom <= fitScale(frame) * frame.ratio * (1 + NEARLY) && this.#sight.scaling !== "actual";
    this.#see(whole ? { ...next, zoom: null, centre: null } : next);
  }

  /** Moves the picture by CSS pixels. */
  panBy(by: Point): void {
    const frame = this.#frame;
    if (frame && (by.x !== 0 || by.y !== 0)) this.#see(pan(frame, this.#sight, by));
  }

  /** Whether the picture can be moved by anything in this direction. */
  canPan({ x, y }: Point): boolean {
    const frame = this.#frame;
    if (!frame) return false;
    const { left, right, up, down } = roomToPan(frame, placementOf(frame, this.#sight));
    return (x !== 0 && (x > 0 ? left : right) > 0.5) || (y !== 0 && (y > 0 ? up : down) > 0.5);
  }

  /** Whether the picture goes on beyond the element's side. */
  goesOn(side: Side): boolean {
    return this.canPan(sides[side]);
  }

  /** Shows more of what lies beyond the element's side. */
  lookTo(side: Side): void {
    const { x, y } = sides[side];
    this.panBy({ x: x * STEP * this.#element.width, y: y * STEP * this.#element.height });
  }

  /** Moves the picture so that one of its pixels is in sight, no nearer to the edge than `margin` CSS pixels where there is more to see. */
  reveal(pixel: Point, margin: number): void {
    const at = this.placeOf(pixel);
    if (!at) return;
    const along = (place: number, length: number) => {
      const least = Math.min(margin, length / 2);
      return place < least ? least - place : Math.min(0, length - least - place);
    };
    this.panBy({ x: along(at.x, this.#element.width), y: along(at.y, this.#element.height) });
  }

  /** The guest's pixel at a place of the element, or the nearest; null before there is a picture. */
  pixelAt(at: Point): Point | null {
    const frame = this.#frame;
    return frame && pixelAt(frame, placementOf(frame, this.#sight), at);
  }

  /** Where a pixel of the guest lies in the element: its middle; null before there is a picture. */
  placeOf({ x, y }: Point): Point | null {
    const { placement } = this.#view;
    return placement && { x: placement.x + (x + 0.5) * placement.scale, y: placement.y + (y + 0.5) * placement.scale };
  }

  /** In the guest's pixels; null before there is a picture. */
  get size(): Size | null {
    return this.#frame?.picture ?? null;
  }

  /** In CSS pixels. */
  get element(): Size {
    return this.#element;
  }

  get #frame(): Frame | null {
    const picture = this.#session?.picture;
    if (!picture || this.#element.width <= 0 || this.#element.height <= 0) return null;
    return { element: this.#element, picture, ratio: this.#ratio };
  }

  get #zoom(): number {
    return this.#view.percent / 100;
  }

  #step(to: number | undefined): void {
    const frame = this.#frame;
    const middle = { x: this.#element.width / 2, y: this.#element.height / 2 };
    if (frame && to !== undefined) this.#see(zoom(frame, this.#sight, to, middle));
  }

  #see(sight: Sight): void {
    this.#sight = sight;
    this.#changed();
  }

  #changed(): void {
    const frame = this.#frame;
    this.#view = frame ? viewOf(frame, this.#sight) : nothing;
    if (this.#view.placement) this.#session?.place?.(this.#view.placement);
    for (const listener of this.#listeners) listener();
  }

  /** Asks the guest for the element's size, once for each size and session. */
  #askForMatch(): void {
    const session = this.#session;
    const { scaling, sharp } = this.#sight;
    if (scaling !== "match" || !session?.capabilities.has("match")) {
      this.#asked = "";
      return;
    }
    const size = matchingSize({ element: this.#element, ratio: this.#ratio }, sharp);
    const key = `${size.width}x${size.height}`;
    if (key === this.#asked || size.width <= 0 || size.height <= 0) return;
    this.#asked = key;
    session.resize?.(size);
  }
}

function viewOf(frame: Frame, sight: Sight): PictureView {
  const placement = placementOf(frame, sight);
  const now = placement.scale * frame.ratio;
  const { least, most } = zoomLimits(frame);
  return {
    placement,
    percent: now * 100,
    zoomed: sight.zoom !== null,
    canZoomIn: STEPS.some((step) => step > now + NEARLY && step <= most),
    canZoomOut: STEPS.some((step) => step < now - NEARLY && step >= least),
  };
}
