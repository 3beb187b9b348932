import type { Protocol } from "#server/contract/console.ts";
import type { Storage } from "./remembered.ts";

/** How long after a tab has left a console the portal may still think it there, in ms. */
const LINGER = 10_000;

/** A tab may leave several consoles at once. */
function nameOf(vm: string): string {
  return `oriel.console.left.${vm}`;
}

/**
 * What a tab tells itself when it leaves a console and is loaded anew: the one who still holds it a moment later is most likely
 * the same tab, whose connection has not gone yet. Kept in the tab's own storage.
 */
export class HeldHere {
  readonly #storage: Storage | null;
  readonly #now: () => number;

  /** @param now ms since 1970: it must outlive the page */
  constructor(storage: Storage | null, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** The console was connected here until now. */
  left(vm: string, protocol: Protocol): void {
    try {
      this.#storage?.setItem(nameOf(vm), `${protocol} ${this.#now()}`);
    } catch {
      // The person is asked.
    }
  }

  /** Whether it was, a moment ago. */
  wasJustLeft(vm: string, protocol: Protocol): boolean {
    const [kind, at] = this.#read(vm).split(" ");
    const ago = this.#now() - Number(at);
    return kind === protocol && ago >= 0 && ago < LINGER;
  }

  #read(vm: string): string {
    try {
      return this.#storage?.getItem(nameOf(vm)) ?? "";
    } catch {
      return "";
    }
  }
}
