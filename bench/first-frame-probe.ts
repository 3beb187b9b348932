import type { Expected } from "./expected.ts";

/** The name of the function that the page calls with the milliseconds from the click to the first full frame. */
export const TELL = "oriel_bench_first_frame";

/**
 * Runs in every document before its own scripts, so it uses nothing from outside. Keeps the time of each click on a link, and looks before
 * every paint whether a canvas shows the whole picture. A frame in the page looks into itself, and counts from when the page shows it too.
 * The times of all documents are on one clock by their `timeOrigin`.
 */
export function watchForFirstFrame({ expected, tell }: { expected: Expected; tell: string }): void {
  const KEY = "oriel.bench.clicked";
  const { width, height, pixels } = expected;
  const now = () => performance.timeOrigin + performance.now();
  const colourOf = (context: CanvasRenderingContext2D, x: number, y: number) =>
    [...context.getImageData(x, y, 1, 1).data.subarray(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
  const isSeen = (element: Element) => {
    for (let at: Element | null = element; at; at = at.parentElement) if (getComputedStyle(at).opacity !== "1") return false;
    return element.checkVisibility({ visibilityProperty: true });
  };
  const shows = (canvas: HTMLCanvasElement) => {
    if (canvas.width !== width || canvas.height !== height || !isSeen(canvas)) return false;
    const context = canvas.getContext("2d");
    // The last pixels come last: most looks end at the first of them.
    return context !== null && pixels.toReversed().every(({ x, y, colour }) => colourOf(context, x, y) === colour);
  };
  const showsHere = () => [...document.querySelectorAll("canvas")].some(shows);
  /** When a frame of this page showed the picture in itself, and since when the page has shown that frame. */
  let insideSince = Number.NaN;
  let frameSince = Number.NaN;
  const shownSince = () => {
    if (showsHere()) return now();
    const frame = document.querySelector("iframe");
    if (!frame || !isSeen(frame)) frameSince = Number.NaN;
    else if (Number.isNaN(frameSince)) frameSince = now();
    return Math.max(insideSince, frameSince);
  };
  const lookFromInside = () => {
    if (showsHere()) parent.postMessage({ [tell]: now() }, "*");
    else requestAnimationFrame(lookFromInside);
  };
  const look = () => {
    const clicked = sessionStorage.getItem(KEY);
    const since = clicked === null ? Number.NaN : shownSince();
    if (Number.isNaN(since)) {
      requestAnimationFrame(look);
      return;
    }
    sessionStorage.removeItem(KEY);
    (window as unknown as Record<string, (ms: number) => void>)[tell]?.(since - Number(clicked));
  };
  if (window !== top) {
    requestAnimationFrame(lookFromInside);
    return;
  }
  addEventListener("message", ({ data }) => (insideSince = data?.[tell] ?? insideSince));
  addEventListener(
    "click",
    (event) => {
      if (event.isTrusted) sessionStorage.setItem(KEY, String(performance.timeOrigin + event.timeStamp));
    },
    { capture: true },
  );
  requestAnimationFrame(look);
}
