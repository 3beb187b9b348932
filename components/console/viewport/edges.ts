import type { Edge, Point, Size } from "../session.ts";

/** CSS pixels from the edge within which the picture begins to move. */
const MARGIN = 32;

/** How far a place is into the margins of an element. A place beyond the element is at its edge. */
export function edgeOf({ x, y }: Point, { width, height }: Size): Edge {
  return { x: along(x, width), y: along(y, height) };
}

function along(place: number, length: number): number {
  const before = MARGIN - place;
  const after = place - (length - MARGIN);
  if (before <= 0 && after <= 0) return 0;
  return before > after ? -Math.min(1, before / MARGIN) : Math.min(1, after / MARGIN);
}

/**
 * Tells when the mouse comes into a margin of an element, moves in it, and leaves it; while it drags, beyond the element too,
 * whatever it is that gets its events then. Returns what stops it.
 */
export function listenToEdges(element: HTMLElement, tell: (edge: Edge) => void): () => void {
  let last: Edge = { x: 0, y: 0 };
  let dragging = false;
  const say = (edge: Edge) => {
    if (edge.x === last.x && edge.y === last.y) return;
    last = edge;
    tell(edge);
  };
  const moved = ({ pointerType, clientX, clientY, target }: PointerEvent) => {
    if (pointerType !== "mouse") return;
    const box = element.getBoundingClientRect();
    const here = dragging || (target instanceof Node && element.contains(target));
    say(here ? edgeOf({ x: clientX - box.left, y: clientY - box.top }, box) : { x: 0, y: 0 });
  };
  const pressed = ({ pointerType }: PointerEvent) => {
    dragging = pointerType === "mouse";
  };
  const released = () => {
    dragging = false;
  };
  const left = () => {
    if (!dragging) say({ x: 0, y: 0 });
  };
  const ending = new AbortController();
  const options = { capture: true, signal: ending.signal };
  element.addEventListener("pointerdown", pressed, options);
  element.addEventListener("pointerleave", left, { signal: ending.signal });
  document.addEventListener("pointermove", moved, options);
  document.addEventListener("pointerup", released, options);
  document.addEventListener("pointercancel", released, options);
  return () => ending.abort();
}
