/** Milliseconds for each key of a chord: a swiped word comes at once, and QEMU's PS/2 keyboard keeps 16 bytes only (hw/input/ps2.c). */
const PACE_MS = 20;

/** Presses chords in order, the first at once and the others no faster than a guest takes them. */
export class TypingQueue {
  #waiting: { keys: number; press: () => void }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param keys how many there are in it */
  push(keys: number, press: () => void): void {
    this.#waiting.push({ keys, press });
    if (this.#timer === undefined) this.#next();
  }

  /** Drops what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  #next(): void {
    const next = this.#waiting.shift();
    this.#timer = next && setTimeout(() => this.#next(), next.keys * PACE_MS);
    next?.press();
  }
}
