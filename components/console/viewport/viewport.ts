import type { Placement, Point, Scaling, Size } from "../session.ts";

/** How the person wants to see a picture. */
export interface Sight {
  scaling: Scaling;
  /** Screen pixels for one of the guest's, in place of what `scaling` says; null: as that says. */
  zoom: number | null;
  /** The point of the picture that is wanted in the middle of the element, in its pixels; null: as near to its upper left corner as it can be. */
  centre: Point | null;
  /** With `match`, the guest has a pixel for each of the screen's, and not for each of CSS's. */
  sharp: boolean;
}

/** What is to be placed, and where. */
export interface Frame {
  /** CSS pixels. */
  element: Size;
  picture: Size;
  /** Screen pixels in a CSS pixel (`devicePixelRatio`). */
  ratio: number;
}

/** Screen pixels for one of the guest's. */
const MIN_ZOOM = 0.5;
const MAX_ZOOM = 4;

/** Guests take widths in steps of 8, so a picture that is smaller by less is one that matches. */
const MATCH_STEP = 8;
/** By how much a scale may miss a whole number for its pixels to be taken for whole. */
const NEARLY = 1e-6;

/** CSS pixels for one of the guest's where the picture fills the element. */
export function fitScale({ element, picture }: Frame): number {
  return Math.min(element.width / picture.width, element.height / picture.height);
}

/** CSS pixels for one of the guest's. */
export function scaleOf(frame: Frame, { scaling, zoom, sharp }: Sight): number {
  if (zoom !== null) return zoom / frame.ratio;
  if (scaling === "actual") return 1 / frame.ratio;
  if (scaling === "match" && matches(frame, sharp)) return sharp ? 1 / frame.ratio : 1;
  return fitScale(frame);
}

/** The smallest and the largest zoom: nobody needs less than the whole picture, or is kept from it. */
export function zoomLimits(frame: Frame): { least: number; most: number } {
  const fit = fitScale(frame) * frame.ratio;
  return { least: Math.min(fit, MIN_ZOOM), most: Math.max(fit, MAX_ZOOM) };
}

/** The size to ask the guest for, in its pixels. */
export function matchingSize({ element, ratio }: Pick<Frame, "element" | "ratio">, sharp: boolean): Size {
  const unit = sharp ? ratio : 1;
  return { width: Math.floor(element.width * unit), height: Math.floor(element.height * unit) };
}

/** Where the picture lies. One that is larger than the element never leaves a margin in it; a smaller one lies in its middle. */
export function placementOf(frame: Frame, sight: Sight): Placement {
  const { x, y, scale } = lay(frame, sight);
  // A corner between two pixels of the screen would blur all of the picture.
  const snap = (place: number) => Math.round(place * frame.ratio) / frame.ratio;
  const pixels = scale * frame.ratio;
  const crisp = pixels > 1 - NEARLY && Math.abs(pixels - Math.round(pixels)) < NEARLY;
  return { x: snap(x), y: snap(y), scale, crisp };
}

/** The sight that shows the picture moved by so many CSS pixels, no farther than to its edges. */
export function pan(frame: Frame, sight: Sight, by: Point): Sight {
  const { x, y, scale } = lay(frame, sight);
  return { ...sight, centre: centreAt(frame, scale, { x: x + by.x, y: y + by.y }) };
}

/** The sight with another zoom, in which the pixel at a place of the element stays where it is. */
export function zoom(frame: Frame, sight: Sight, to: number, at: Point): Sight {
  const { least, most } = zoomLimits(frame);
  const before = lay(frame, sight);
  const chosen = within(to, least, most);
  const scale = chosen / frame.ratio;
  const corner = {
    x: at.x - ((at.x - before.x) / before.scale) * scale,
    y: at.y - ((at.y - before.y) / before.scale) * scale,
  };
  return { ...sight, zoom: chosen, centre: centreAt(frame, scale, corner) };
}

/** How far the picture can be moved, in CSS pixels: 0 where it is no larger than the element, or is at its edge. */
export function roomToPan(
  { element, picture }: Frame,
  { x, y, scale }: Placement,
): { left: number; right: number; up: number; down: number } {
  return {
    left: Math.max(0, -x),
    right: Math.max(0, x + picture.width * scale - element.width),
    up: Math.max(0, -y),
    down: Math.max(0, y + picture.height * scale - element.height),
  };
}

/** The guest's pixel at a place of the element, or the nearest. */
export function pixelAt({ picture }: Frame, { x, y, scale }: Placement, at: Point): Point {
  return {
    x: within(Math.floor((at.x - x) / scale), 0, picture.width - 1),
    y: within(Math.floor((at.y - y) / scale), 0, picture.height - 1),
  };
}

/** Where the picture would lie if the screen had pixels of any size. */
function lay(frame: Frame, sight: Sight): Omit<Placement, "crisp"> {
  const scale = scaleOf(frame, sight);
  const along = (side: "width" | "height", wanted: number) => {
    const room = frame.element[side] - frame.picture[side] * scale;
    return room >= 0 ? room / 2 : within(frame.element[side] / 2 - wanted * scale, room, 0);
  };
  const { x, y } = sight.centre ?? { x: 0, y: 0 };
  return { x: along("width", x), y: along("height", y), scale };
}

function matches({ element, picture, ratio }: Frame, sharp: boolean): boolean {
  const asked = matchingSize({ element, ratio }, sharp);
  const near = (is: number, wanted: number) => is <= wanted && wanted - is < MATCH_STEP;
  return near(picture.width, asked.width) && near(picture.height, asked.height);
}

/** What is in the middle of the element when the picture's corner lies there, kept to where there is a picture to show. */
function centreAt({ element, picture }: Frame, scale: number, corner: Point): Point {
  const along = (side: "width" | "height", place: number) => {
    const room = element[side] - picture[side] * scale;
    return room >= 0 ? picture[side] / 2 : (element[side] / 2 - within(place, room, 0)) / scale;
  };
  return { x: along("width", corner.x), y: along("height", corner.y) };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
