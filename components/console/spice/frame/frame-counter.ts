/** How often what was counted is told, in ms. */
const PACE = 1_000;

/** Counts the pictures that a person can have seen: all that is drawn between two of the browser's is one. */
export class FrameCounter {
  readonly #tell: (frames: number) => void;
  #drawn = false;
  #frames = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (frames: number) => void) {
    this.#tell = tell;
  }

  /** Something was drawn. */
  count(): void {
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => {
      this.#drawn = false;
      this.#frames++;
      this.#timer ??= setTimeout(() => this.#say(), PACE);
    });
  }

  #say(): void {
    this.#timer = undefined;
    this.#tell(this.#frames);
    this.#frames = 0;
  }
}
