/** Milliseconds from one key to the next: a swiped word comes at once, and QEMU's PS/2 keyboard keeps 16 bytes only (hw/input/ps2.c). */
const PACE_MS = 20;

/** Presses keys in order, the first at once and the others no faster than a guest takes them. */
export class TypingQueue {
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  push(press: () => void): void {
    this.#waiting.push(press);
    if (this.#timer === undefined) this.#next();
  }

  /** Drops what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  #next(): void {
    const press = this.#waiting.shift();
    this.#timer = press && setTimeout(() => this.#next(), PACE_MS);
    press?.();
  }
}
