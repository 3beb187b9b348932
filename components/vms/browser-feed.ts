import { failureOf } from "../api.ts";
import { withBase } from "../base-path.ts";
import { type FetchShot, ScreenshotFeed } from "./screenshot-feed.ts";

/** Milliseconds after which a screenshot is given up: a hung guest must not hold one of the few places. */
const DEADLINE = 8000;

const fetchShot: FetchShot = async (id, width, etag) => {
  const response = await fetch(withBase(`/api/vms/${id}/screenshot?width=${width}`), {
    credentials: "same-origin",
    cache: "no-store",
    headers: { ...(etag && { "if-none-match": etag }) },
    signal: AbortSignal.timeout(DEADLINE),
  });
  if (response.status === 304) return null;
  if (!response.ok) throw failureOf(response.status, null);
  const takenAt = Date.parse(response.headers.get("x-oriel-taken-at") ?? "");
  // The server's clock may differ from this one's: no picture is from the future.
  return {
    image: await response.blob(),
    etag: response.headers.get("etag"),
    takenAt: Math.min(Number.isNaN(takenAt) ? Date.now() : takenAt, Date.now()),
  };
};

let feed: ScreenshotFeed | null = null;

/** The tab's one feed of screenshots; rests while the tab is hidden. */
export function screenshotFeed(): ScreenshotFeed {
  if (feed) return feed;
  const made = new ScreenshotFeed(fetchShot);
  document.addEventListener("visibilitychange", () => made.pause(document.visibilityState !== "visible"));
  feed = made;
  return made;
}
