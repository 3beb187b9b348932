import type { Quality, Scaling } from "./session.ts";

/** The part of localStorage that is used here. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

const scalings: readonly Scaling[] = ["fit", "actual", "match"];
const qualities: readonly Quality[] = ["exact", "balanced", "saver"];

/**
 * How a person wants to see all machines, kept in this browser: it goes with the screen they sit at, not with them.
 * A browser that keeps nothing (private, full) is no fault.
 */
export class Remembered {
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
  }

  get scaling(): Scaling {
    return scalings.find((one) => one === this.#read("scaling")) ?? "fit";
  }

  set scaling(chosen: Scaling) {
    this.#write("scaling", chosen);
  }

  get quality(): Quality {
    return qualities.find((one) => one === this.#read("quality")) ?? "balanced";
  }

  set quality(chosen: Quality) {
    this.#write("quality", chosen);
  }

  /** Whether what is copied here and in a machine goes to the other side by itself. */
  get sharesClipboard(): boolean {
    return this.#read("clipboard") === "automatic";
  }

  set sharesClipboard(automatic: boolean) {
    this.#write("clipboard", automatic ? "automatic" : "asked");
  }

  #read(name: string): string | null {
    try {
      return this.#storage?.getItem(`oriel.console.${name}`) ?? null;
    } catch {
      return null;
    }
  }

  #write(name: string, value: string): void {
    try {
      this.#storage?.setItem(`oriel.console.${name}`, value);
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
