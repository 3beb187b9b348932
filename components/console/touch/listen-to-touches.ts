import type { TouchPoint } from "../session.ts";

const phases = { touchstart: "down", touchmove: "move", touchend: "up", touchcancel: "cancel" } as const;

/**
 * Tells what fingers do on an element, and keeps it from whatever else listens there and from the browser, which would
 * scroll, zoom, and make a mouse of the first finger. Returns what stops it.
 */
export function listenToTouches(element: HTMLElement, tell: (points: readonly TouchPoint[]) => void): () => void {
  const ending = new AbortController();
  for (const [type, phase] of Object.entries(phases)) {
    const heard = (event: Event) => {
      if (event.cancelable) event.preventDefault();
      event.stopPropagation();
      const { left, top } = element.getBoundingClientRect();
      const touches = [...(event as TouchEvent).changedTouches];
      tell(
        touches.map(({ identifier, clientX, clientY }) => ({
          phase,
          id: identifier,
          x: clientX - left,
          y: clientY - top,
          time: event.timeStamp,
        })),
      );
    };
    element.addEventListener(type, heard, { capture: true, passive: false, signal: ending.signal });
  }
  element.style.touchAction = "none";
  return () => ending.abort();
}
