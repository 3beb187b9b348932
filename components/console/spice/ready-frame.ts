import { Frame } from "./frame.ts";

/** How long a frame waits for its console, in ms: it is a process of the browser's own. */
const KEPT = 60_000;

interface Ready {
  frame: Frame;
  place: HTMLElement;
  timer: ReturnType<typeof setTimeout>;
}

let ready: Ready | undefined;

/**
 * Makes a frame ready for the next console, out of sight: its process is started and its scripts are run by the time the console
 * opens. Not where the browser cannot move a frame as it is: it would begin anew there.
 */
export function makeFrameReady(): void {
  if (!("moveBefore" in Element.prototype)) return;
  if (ready) {
    clearTimeout(ready.timer);
    ready.timer = setTimeout(drop, KEPT);
    return;
  }
  const place = document.createElement("div");
  place.inert = true;
  place.style.cssText = "position: fixed; inset: 0; visibility: hidden; pointer-events: none";
  document.body.append(place);
  const frame = new Frame(place);
  ready = { frame, place, timer: setTimeout(drop, KEPT) };
  frame.handed.catch(drop);
}

/** A frame in an element that is in the page: the one that is ready, else a new one. */
export function takeFrame(parent: HTMLElement): Frame {
  if (!ready) return new Frame(parent);
  const { frame, place, timer } = ready;
  ready = undefined;
  clearTimeout(timer);
  parent.moveBefore(frame.element, null);
  place.remove();
  return frame;
}

function drop(): void {
  if (!ready) return;
  clearTimeout(ready.timer);
  ready.frame.dispose();
  ready.place.remove();
  ready = undefined;
}
