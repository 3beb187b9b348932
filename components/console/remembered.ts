import { KeptTexts } from "./kept-texts.ts";
import type { Quality, Scaling } from "./session.ts";
import type { TouchMode } from "./touch/touch-control.ts";

/** The part of localStorage that is used here. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

const scalings: readonly Scaling[] = ["fit", "actual", "match"];
const qualities: readonly Quality[] = ["exact", "balanced", "saver"];

const PREFIX = "oriel.console.";
const CLIPBOARD = "clipboard";
/** Under which localStorage has {@link Remembered.sharesClipboard}. */
export const CLIPBOARD_NAME = PREFIX + CLIPBOARD;

/** What the browser knows of the line to the portal, where it tells: https://wicg.github.io/savedata/ */
type Connection = { readonly saveData?: boolean };

/**
 * How a person wants to see all machines, kept in this browser: it goes with the screen they sit at, not with them.
 * A browser that keeps nothing (private, full) is no fault.
 */
export class Remembered {
  readonly #kept: KeptTexts;
  readonly #connection: Connection | undefined;

  constructor(storage: Storage | null, connection = browserConnection()) {
    this.#kept = new KeptTexts(storage, PREFIX);
    this.#connection = connection;
  }

  get scaling(): Scaling {
    return scalings.find((one) => one === this.#kept.read("scaling")) ?? "fit";
  }

  set scaling(chosen: Scaling) {
    this.#kept.write("scaling", chosen);
  }

  /** Who told the browser to save data, and has chosen nothing here, means this too. */
  get quality(): Quality {
    return qualities.find((one) => one === this.#kept.read("quality")) ?? (this.#connection?.saveData ? "saver" : "balanced");
  }

  set quality(chosen: Quality) {
    this.#kept.write("quality", chosen);
  }

  /** Whether what is copied here and in a machine goes to the other side by itself. */
  get sharesClipboard(): boolean {
    return this.#kept.read(CLIPBOARD) === "automatic";
  }

  set sharesClipboard(automatic: boolean) {
    this.#kept.write(CLIPBOARD, automatic ? "automatic" : "asked");
  }

  /** Whether the connection's figures are shown. */
  get figures(): boolean {
    return this.#kept.read("figures") === "yes";
  }

  set figures(shown: boolean) {
    this.#kept.write("figures", shown ? "yes" : "no");
  }

  get sharp(): boolean {
    return this.#kept.read("sharp") === "yes";
  }

  set sharp(chosen: boolean) {
    this.#kept.write("sharp", chosen ? "yes" : "no");
  }

  get touchMode(): TouchMode {
    return this.#kept.read("touch") === "trackpad" ? "trackpad" : "direct";
  }

  set touchMode(chosen: TouchMode) {
    this.#kept.write("touch", chosen);
  }
}

/** This browser's storage, null where it is barred. */
export function browserStorage(): Storage | null {
  return unlessBarred(() => window.localStorage);
}

/** This tab's, which outlives a page that is loaded anew. */
export function tabStorage(): Storage | null {
  return unlessBarred(() => window.sessionStorage);
}

function unlessBarred(open: () => Storage): Storage | null {
  try {
    return open();
  } catch {
    return null;
  }
}

function browserConnection(): Connection | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { connection?: Connection }).connection;
}
