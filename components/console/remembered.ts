import type { Protocol } from "#server/contract/console.ts";
import { protocols } from "./registry.ts";
import type { Quality, Scaling } from "./session.ts";

/** The part of localStorage that is used here. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

const scalings: readonly Scaling[] = ["fit", "actual"];
const qualities: readonly Quality[] = ["exact", "balanced", "saver"];

/**
 * What a person chose, kept in this browser: the protocol for each machine, the look for all of them.
 * A browser that keeps nothing (private, full) is no fault.
 */
export class Remembered {
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
  }

  protocolOf(vm: string): Protocol | null {
    const kept = this.#read(`protocol.${vm}`);
    return protocols.find((one) => one === kept) ?? null;
  }

  keepProtocol(vm: string, chosen: Protocol): void {
    this.#write(`protocol.${vm}`, chosen);
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
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
