import { buttons, type InputsChannel, wheelDown, wheelUp } from "./inputs-channel.ts";
import type { Screen } from "./screen.ts";

/** One click of a wheel, in pixels; what a touchpad scrolls adds up to them. Browsers that scroll by lines take three for a click. */
const WHEEL_CLICK = 100;
const LINE = 34;

/** The browser's pointer as the guest's mouse. */
export class Pointer {
  readonly #screen: Screen;
  readonly #inputs: () => InputsChannel | undefined;
  #scrolled = 0;

  constructor(screen: Screen, inputs: () => InputsChannel | undefined) {
    this.#screen = screen;
    this.#inputs = inputs;
  }

  listen(): void {
    const { element } = this.#screen;
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointerup", (event) => this.#up(event));
    element.addEventListener("pointercancel", (event) => this.#up(event));
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  releaseAll(): void {
    for (const button of buttons) this.#inputs()?.release(button);
  }

  #move(event: MouseEvent): void {
    const place = this.#screen.placeOf(event);
    if (place) this.#inputs()?.move(place.x, place.y);
  }

  #down(event: PointerEvent): void {
    const button = buttons[event.button];
    if (!button) return;
    this.#screen.focus();
    // So that a drag is followed beyond the picture's edge, and its end is heard there.
    this.#screen.element.setPointerCapture(event.pointerId);
    this.#move(event);
    this.#inputs()?.press(button);
    event.preventDefault();
  }

  #up(event: PointerEvent): void {
    this.#move(event);
    // The browser tells of a further button by a move only, so those that are up by now are released too.
    for (const [index, button] of buttons.entries()) {
      const domMask = [1, 4, 2, 8, 16][index] ?? 0;
      if ((event.buttons & domMask) === 0) this.#inputs()?.release(button);
    }
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#move(event);
    this.#scrolled += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE;
    for (; Math.abs(this.#scrolled) >= WHEEL_CLICK; this.#scrolled -= Math.sign(this.#scrolled) * WHEEL_CLICK) {
      const button = this.#scrolled < 0 ? wheelUp : wheelDown;
      this.#inputs()?.press(button);
      this.#inputs()?.release(button);
    }
  }
}
