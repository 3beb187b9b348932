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
  readonly #storage: Storage | null;
  readonly #connection: Connection | undefined;

  constructor(storage: Storage | null, connection = browserConnection()) {
    this.#storage = storage;
    this.#connection = connection;
  }

  get scaling(): Scaling {
    return scalings.find((one) => one === this.#read("scaling")) ?? "fit";
  }

  set scaling(chosen: Scaling) {
    this.#write("scaling", chosen);
  }

  /** Who told the browser to save data, and has chosen nothing here, means this too. */
  get quality(): Quality {
    return qualities.find((one) => one === this.#read("quality")) ?? (this.#connection?.saveData ? "saver" : "balanced");
  }

  set quality(chosen: Quality) {
    this.#write("quality", chosen);
  }

  /** Whether what is copied here and in a machine goes to the other side by itself. */
  get sharesClipboard(): boolean {
    return this.#read(CLIPBOARD) === "automatic";
  }

  set sharesClipboard(automatic: boolean) {
    this.#write(CLIPBOARD, automatic ? "automatic" : "asked");
  }

  /** Whether the connection's figures are shown. */
  get figures(): boolean {
    return this.#read("figures") === "yes";
  }

  set figures(shown: boolean) {
    this.#write("figures", shown ? "yes" : "no");
  }

  get sharp(): boolean {
    return this.#read("sharp") === "yes";
  }

  set sharp(chosen: boolean) {
    this.#write("sharp", chosen ? "yes" : "no");
  }

  get touchMode(): TouchMode {
    return this.#read("touch") === "trackpad" ? "trackpad" : "direct";
  }

  set touchMode(chosen: TouchMode) {
    this.#write("touch", chosen);
  }

  #read(name: string): string | null {
    try {
      return this.#storage?.getItem(PREFIX + name) ?? null;
    } catch {
      return null;
    }
  }

  #write(name: string, value: string): void {
    try {
      this.#storage?.setItem(PREFIX + name, value);
    } catch {
      // Remembered for as long as the page is open.
    }
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
