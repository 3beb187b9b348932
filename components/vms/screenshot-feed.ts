/** A picture of a machine's screen. `url` can be shown by an <img>; `takenAt` is in milliseconds since 1970. */
export type Shot = { url: string; takenAt: number };

/** Gets a picture, newer than the one with this etag; null when nothing has changed. Rejects when there is none. */
export type FetchShot = (
  id: string,
  width: number,
  etag: string | null,
) => Promise<{ image: Blob; etag: string | null; takenAt: number } | null>;

/** Milliseconds between two pictures of a machine. */
const REFRESH = 5000;
/** A machine that gives no picture is asked less and less often, down to this, in milliseconds. */
const SLOWEST = 60_000;
/** Pictures fetched at once: a browser has six connections to a portal without HTTP/2, and the events need one. */
const AT_ONCE = 3;
/** Pictures kept of machines that are out of sight. */
const KEPT = 240;

type Entry = {
  id: string;
  width: number;
  watchers: Set<() => void>;
  shot: Shot | null;
  outdated: string | null;
  etag: string | null;
  dueAt: number;
  failures: number;
  busy: boolean;
};

/**
 * Keeps pictures of the machines in sight fresh: the longest due first, few at once, none while the page is hidden.
 * The last picture of a machine stays until a newer one is there.
 */
export class ScreenshotFeed {
  readonly #fetch: FetchShot;
  readonly #entries = new Map<string, Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = 0;
  #paused = false;

  constructor(fetch: FetchShot) {
    this.#fetch = fetch;
  }

  /** Keeps a machine's picture fresh until the returned function is called; `changed` is called for each new one. */
  watch(id: string, width: number, changed: () => void): () => void {
    const entry = this.#entry(id, width);
    entry.watchers.add(changed);
    this.#pump();
    return () => {
      entry.watchers.delete(changed);
      this.#forgetOld();
    };
  }

  /** The latest picture; `none` where the machine was asked and gave none so far, null where it was not asked yet. */
  latest(id: string, width: number): Shot | "none" | null {
    const entry = this.#entries.get(keyOf(id, width));
    return entry?.shot ?? (entry && entry.failures > 0 ? "none" : null);
  }

  /** Fetches a machine's pictures anew, as after it was started. */
  refresh(id: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.id !== id) continue;
      entry.dueAt = 0;
      entry.failures = 0;
    }
    this.#pump();
  }

  /** Nothing is fetched while paused: nobody looks. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#pump();
  }

  #entry(id: string, width: number): Entry {
    const key = keyOf(id, width);
    const known = this.#entries.get(key);
    const entry = known ?? { id, width, watchers: new Set(), shot: null, outdated: null, etag: null, dueAt: 0, failures: 0, busy: false };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#paused) return;
    const now = Date.now();
    const waiting = [...this.#entries.values()].filter((entry) => entry.watchers.size > 0 && !entry.busy);
    waiting.sort((a, b) => a.dueAt - b.dueAt);
    for (const entry of waiting) {
      if (this.#busy >= AT_ONCE) return;
      if (entry.dueAt > now) {
        this.#timer = setTimeout(() => this.#pump(), entry.dueAt - now);
        return;
      }
      void this.#load(entry);
    }
  }

  async #load(entry: Entry): Promise<void> {
    entry.busy = true;
    this.#busy++;
    try {
      const fresh = await this.#fetch(entry.id, entry.width, entry.etag);
      entry.failures = 0;
      show(entry, fresh);
    } catch {
      entry.failures++;
    }
    entry.busy = false;
    this.#busy--;
    entry.dueAt = Date.now() + Math.min(REFRESH * 2 ** entry.failures, SLOWEST);
    for (const changed of entry.watchers) changed();
    this.#pump();
  }

  #forgetOld(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= KEPT) return;
      if (entry.watchers.size > 0 || entry.busy) continue;
      this.#entries.delete(key);
      for (const url of [entry.outdated, entry.shot?.url]) if (url) URL.revokeObjectURL(url);
    }
  }
}

/** The picture before stays valid until the next one: it may be on the screen for another moment. */
function show(entry: Entry, fresh: Awaited<ReturnType<FetchShot>>): void {
  if (fresh === null) {
    if (entry.shot) entry.shot = { url: entry.shot.url, takenAt: Date.now() };
    return;
  }
  if (entry.outdated) URL.revokeObjectURL(entry.outdated);
  entry.outdated = entry.shot?.url ?? null;
  entry.shot = { url: URL.createObjectURL(fresh.image), takenAt: fresh.takenAt };
  entry.etag = fresh.etag;
}

function keyOf(id: string, width: number): string {
  return `${width} ${id}`;
}
