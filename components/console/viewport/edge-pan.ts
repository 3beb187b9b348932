import type { Edge } from "../session.ts";
import type { Picture } from "./picture.ts";

/** CSS pixels in a second, at the very edge. */
const SPEED = 1200;

/** Moves a picture that is larger than its element for as long as the mouse, or a finger that drags, is at the element's edge. */
export class EdgePan {
  readonly #picture: Picture;
  #edge: Edge = { x: 0, y: 0 };
  #frame = 0;
  #last = 0;

  constructor(picture: Picture) {
    this.#picture = picture;
  }

  set(edge: Edge): void {
    this.#edge = edge;
    if (this.#frame !== 0 || !this.#moves) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#step(now));
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  get #moves(): boolean {
    return this.#picture.canPan({ x: -this.#edge.x, y: -this.#edge.y });
  }

  #step(now: number): void {
    this.#frame = 0;
    if (!this.#moves) return;
    const way = (SPEED * Math.max(0, now - this.#last)) / 1000;
    this.#last = now;
    this.#picture.panBy({ x: -this.#edge.x * way, y: -this.#edge.y * way });
    this.#frame = requestAnimationFrame((next) => this.#step(next));
  }
}
