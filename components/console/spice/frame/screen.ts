import type { Placement } from "../../session.ts";

/** Where the guest's picture is shown, and which of its pixels lies under a pointer. */
export class Screen {
  readonly element: HTMLElement;
  readonly #label: string;
  readonly #viewing: boolean;
  #canvas: HTMLCanvasElement | undefined;
  #placement: Placement | undefined;

  constructor(element: HTMLElement, { label, viewing }: { label: string; viewing: boolean }) {
    this.element = element;
    this.#label = label;
    this.#viewing = viewing;
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#canvas;
  }

  /** All its canvases lie there: the one before is still shown when the next has come. */
  place(placement: Placement): void {
    const { x, y, scale, crisp } = placement;
    this.#placement = placement;
    this.element.style.setProperty("--place", `translate(${x}px, ${y}px) scale(${scale})`);
    this.element.style.setProperty("--edges", crisp ? "pixelated" : "auto");
  }

  /** The picture has this canvas now. */
  show(canvas: HTMLCanvasElement): void {
    const hadFocus = document.activeElement === this.#canvas;
    this.#canvas = canvas;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", this.#viewing ? "img" : "application");
    canvas.setAttribute("aria-label", this.#label);
    if (hadFocus) this.focus();
  }

  /** Gives the picture the keyboard. No ring is drawn for it: the person was brought here, and did not come by Tab. */
  focus(): void {
    this.element.dataset.brought = "";
    this.#canvas?.focus({ preventScroll: true });
  }

  /** The person has left by the keyboard, and may come back by Tab. */
  left(): void {
    delete this.element.dataset.brought;
  }

  /** The pixel of the picture at a place of the window, or the nearest; null before there is a picture. */
  placeOf({ clientX, clientY }: { clientX: number; clientY: number }): { x: number; y: number } | null {
    const canvas = this.#canvas;
    if (!canvas || !this.#placement) return null;
    // By what was asked for: where the browser says that the canvas lies is rounded, which may be the pixel before.
    const { x, y, scale } = this.#placement;
    return { x: within((clientX - x) / scale, canvas.width), y: within((clientY - y) / scale, canvas.height) };
  }

  /** The picture as a PNG, or null before there is one. */
  async picture(): Promise<ArrayBuffer | null> {
    const canvas = this.#canvas;
    if (!canvas) return null;
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    return (await blob?.arrayBuffer()) ?? null;
  }

  freeze(): void {
    this.element.style.cursor = "default";
    if (this.#canvas) this.#canvas.tabIndex = -1;
  }
}

function within(place: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.floor(place)));
}
