import type { Storage } from "./remembered.ts";

/** Texts under names of one prefix in a browser's storage. A browser that keeps nothing (private, full) is no fault. */
export class KeptTexts {
  readonly #storage: Storage | null;
  readonly #prefix: string;

  constructor(storage: Storage | null, prefix: string) {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  read(name: string): string | null {
    try {
      return this.#storage?.getItem(this.#prefix + name) ?? null;
    } catch {
      return null;
    }
  }

  write(name: string, value: string): void {
    try {
      this.#storage?.setItem(this.#prefix + name, value);
    } catch {
      // Remembered for as long as the page is open.
    }
  }
}
