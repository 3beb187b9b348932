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

/** Tells when the mouse comes into a margin of an element, moves in it, and leaves it. Returns what stops it. */
export function listenToEdges(element: HTMLElement, tell: (edge: Edge) => void): () => void {
  let last: Edge = { x: 0, y: 0 };
  const say = (edge: Edge) => {
    if (edge.x === last.x && edge.y === last.y) return;
    last = edge;
    tell(edge);
  };
  const moved = ({ pointerType, clientX, clientY }: PointerEvent) => {
    if (pointerType !== "mouse") return;
    const box = element.getBoundingClientRect();
    say(edgeOf({ x: clientX - box.left, y: clientY - box.top }, box));
  };
  const left = () => say({ x: 0, y: 0 });
  const ending = new AbortController();
  element.addEventListener("pointermove", moved, { capture: true, signal: ending.signal });
  element.addEventListener("pointerleave", left, { signal: ending.signal });
  return () => ending.abort();
}
