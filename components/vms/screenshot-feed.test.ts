import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FetchShot, ScreenshotFeed } from "./screenshot-feed.ts";

const picture = (etag = "1") => ({ image: new Blob([etag]), etag, takenAt: Date.now() });

/** A fetch whose answers the test gives by hand. */
function handFetch() {
  const calls: { id: string; etag: string | null; answer: (value: Awaited<ReturnType<FetchShot>>) => void; fail: () => void }[] = [];
  const fetch = vi.fn<FetchShot>(
    (id, _width, etag) => new Promise((answer, reject) => calls.push({ id, etag, answer, fail: () => reject(new Error("none")) })),
  );
  return { fetch, calls };
}

function shotOf(feed: ScreenshotFeed) {
  const shot = feed.latest("a", 160);
  return shot === "none" ? null : shot;
}

describe("ScreenshotFeed", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("fetches at once, then about every five seconds, only while watched", async () => {
    const fetch = vi.fn<FetchShot>(async () => picture());
    const feed = new ScreenshotFeed(fetch);
    const changed = vi.fn();
    const stop = feed.watch("a", 160, changed);
    await vi.advanceTimersByTimeAsync(0);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(changed).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(fetch).toHaveBeenCalledTimes(3);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it("has at most three under way, and then takes the longest due", async () => {
    const { fetch, calls } = handFetch();
    const feed = new ScreenshotFeed(fetch);
    for (const id of ["a", "b", "c", "d", "e"]) feed.watch(id, 160, () => undefined);
    expect(calls.map((call) => call.id)).toEqual(["a", "b", "c"]);
    calls[1]?.answer(picture());
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.map((call) => call.id)).toEqual(["a", "b", "c", "d"]);
  });

  it("asks a machine without a picture less and less often, and keeps the last one", async () => {
    const { fetch, calls } = handFetch();
    const feed = new ScreenshotFeed(fetch);
    feed.watch("a", 160, () => undefined);
    calls[0]?.answer(picture());
    await vi.advanceTimersByTimeAsync(5000);
    const shown = feed.latest("a", 160);
    calls[1]?.fail();
    await vi.advanceTimersByTimeAsync(9000);
    expect(fetch).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1500);
    expect(fetch).toHaveBeenCalledTimes(3);
    expect(feed.latest("a", 160)).toEqual(shown);
  });

  it("sends the etag back; nothing new keeps the picture and makes it fresh", async () => {
    const { fetch, calls } = handFetch();
    const feed = new ScreenshotFeed(fetch);
    feed.watch("a", 160, () => undefined);
    calls[0]?.answer(picture("7"));
    await vi.advanceTimersByTimeAsync(5000);
    const before = shotOf(feed);
    expect(calls[1]?.etag).toBe("7");
    calls[1]?.answer(null);
    await vi.advanceTimersByTimeAsync(0);
    const after = shotOf(feed);
    expect(after?.url).toBe(before?.url);
    expect(after?.takenAt).toBeGreaterThan(before?.takenAt ?? Number.POSITIVE_INFINITY);
  });

  it("fetches nothing while the page is hidden", async () => {
    const fetch = vi.fn<FetchShot>(async () => picture());
    const feed = new ScreenshotFeed(fetch);
    feed.pause(true);
    feed.watch("a", 160, () => undefined);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fetch).not.toHaveBeenCalled();
    feed.pause(false);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("lets go of pictures that nobody has seen for long", async () => {
    const revoke = vi.spyOn(URL, "revokeObjectURL");
    const feed = new ScreenshotFeed(async () => picture());
    for (let index = 0; index < 300; index++) {
      const stop = feed.watch(String(index), 160, () => undefined);
      await vi.advanceTimersByTimeAsync(0);
      stop();
    }
    expect(revoke.mock.calls.length).toBeGreaterThanOrEqual(55);
    expect(feed.latest("0", 160)).toBeNull();
    expect(feed.latest("299", 160)).not.toBeNull();
  });
});
