/** What a full first frame looks like: the colours of some pixels ("rrggbb"), from the top to the bottom. */
export type Expected = { width: number; height: number; pixels: { x: number; y: number; colour: string }[] };

/** The name of the function that the page calls with the milliseconds from the click to the first full frame. */
export const TELL = "oriel_bench_first_frame";

/**
 * Runs in every document before its own scripts, so it uses nothing from outside. Keeps the time of each click on a link, and looks before
 * every paint whether a canvas shows the whole picture. The times of two documents are on one clock by their `timeOrigin`.
 */
export function watchForFirstFrame({ expected, tell }: { expected: Expected; tell: string }): void {
  const KEY = "oriel.bench.clicked";
  const { width, height, pixels } = expected;
  const colourOf = (context: CanvasRenderingContext2D, x: number, y: number) =>
    [...context.getImageData(x, y, 1, 1).data.subarray(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
  const isSeen = (canvas: HTMLCanvasElement) => {
    for (let at: Element | null = canvas; at; at = at.parentElement) if (getComputedStyle(at).opacity !== "1") return false;
    return canvas.checkVisibility({ visibilityProperty: true });
  };
  const shows = (canvas: HTMLCanvasElement) => {
    if (canvas.width !== width || canvas.height !== height || !isSeen(canvas)) return false;
    const context = canvas.getContext("2d");
    // The last pixels come last: most looks end at the first of them.
    return context !== null && pixels.toReversed().every(({ x, y, colour }) => colourOf(context, x, y) === colour);
  };
  const look = () => {
    const clicked = sessionStorage.getItem(KEY);
    if (clicked === null || ![...document.querySelectorAll("canvas")].some(shows)) {
      requestAnimationFrame(look);
      return;
    }
    sessionStorage.removeItem(KEY);
    (window as unknown as Record<string, (ms: number) => void>)[tell]?.(performance.timeOrigin + performance.now() - Number(clicked));
  };
  addEventListener(
    "click",
    (event) => {
      if (event.isTrusted) sessionStorage.setItem(KEY, String(performance.timeOrigin + event.timeStamp));
    },
    { capture: true },
  );
  requestAnimationFrame(look);
}
