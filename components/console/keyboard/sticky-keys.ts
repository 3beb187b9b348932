import { type Key, key } from "../keys.ts";

export const stickyCodes = ["ControlLeft", "AltLeft", "MetaLeft", "ShiftLeft"] as const;

/** A modifier that stays down by itself. */
export type StickyCode = (typeof stickyCodes)[number];

/** Up, down for the next key, or down until it is pressed again. */
export type StickyState = "up" | "once" | "locked";

/** Two taps within this time, in ms, lock a modifier. */
const DOUBLE_TAP_MS = 400;

export type StickyView = Readonly<Record<StickyCode, StickyState>>;

const allUp: StickyView = { ControlLeft: "up", AltLeft: "up", MetaLeft: "up", ShiftLeft: "up" };

/** The modifiers of a phone's key bar: one tap holds for the next key, two hold until a third. */
export class StickyKeys {
  readonly #listeners = new Set<() => void>();
  #view: StickyView = allUp;
  #tapped: { code: StickyCode; at: number } | undefined;

  /** A new object whenever anything in it changed. */
  get view(): StickyView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param now monotonic, in ms */
  tap(code: StickyCode, now: number): void {
    const double = this.#tapped?.code === code && now - this.#tapped.at < DOUBLE_TAP_MS;
    this.#tapped = { code, at: now };
    const state = this.#view[code];
    const next = state === "up" ? "once" : state === "once" && double ? "locked" : "up";
    this.#show({ ...this.#view, [code]: next });
  }

  /** The modifiers for the next key, which lets go of those that were for one. */
  take(): Key[] {
    const held = stickyCodes.filter((code) => this.#view[code] !== "up");
    if (held.some((code) => this.#view[code] === "once")) {
      const left = held.filter((code) => this.#view[code] === "locked");
      this.#show({ ...allUp, ...Object.fromEntries(left.map((code) => [code, "locked"])) });
    }
    return held.map(key);
  }

  release(): void {
    this.#show(allUp);
  }

  #show(view: StickyView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
