import type { Scaling } from "../../session.ts";

/** How long the frame must keep its size, in ms, before the guest is asked for it. */
const SETTLED = 250;

/** Where the guest's picture is shown: its scaling, and which of its pixels lies under a pointer. */
export class Screen {
  readonly element: HTMLElement;
  readonly #label: string;
  readonly #viewing: boolean;
  readonly #match: (width: number, height: number) => void;
  #canvas: HTMLCanvasElement | undefined;
  #scaling: Scaling = "fit";
  #settling: ReturnType<typeof setTimeout> | undefined;

  /** @param match called with the frame's size in CSS pixels when the guest is to take it */
  constructor(
    element: HTMLElement,
    { label, viewing }: { label: string; viewing: boolean },
    match: (width: number, height: number) => void,
  ) {
    this.element = element;
    this.#label = label;
    this.#viewing = viewing;
    this.#match = match;
    window.addEventListener("resize", () => this.#resized());
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#canvas;
  }

  set scaling(scaling: Scaling) {
    this.#scaling = scaling;
    this.element.dataset.scaling = scaling;
    this.askForMatch();
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
    if (!canvas) return null;
    const box = canvas.getBoundingClientRect();
    const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
    if (!(scale > 0)) return null;
    const across = (clientX - box.left - (box.width - canvas.width * scale) / 2) / scale;
    const down = (clientY - box.top - (box.height - canvas.height * scale) / 2) / scale;
    return { x: within(across, canvas.width), y: within(down, canvas.height) };
  }

  /** The picture as a PNG, or null before there is one. */
  async picture(): Promise<ArrayBuffer | null> {
    const canvas = this.#canvas;
    if (!canvas) return null;
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    return (await blob?.arrayBuffer()) ?? null;
  }

  /** Gives the guest the frame's size, where it is to have it. */
  askForMatch(): void {
    clearTimeout(this.#settling);
    if (this.#scaling === "match" && innerWidth > 0 && innerHeight > 0) this.#match(innerWidth, innerHeight);
  }

  freeze(): void {
    clearTimeout(this.#settling);
    this.#scaling = "fit";
    this.element.style.cursor = "default";
    if (this.#canvas) this.#canvas.tabIndex = -1;
  }

  #resized(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.askForMatch(), SETTLED);
  }
}

function within(place: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.floor(place)));
}
