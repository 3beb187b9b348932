import type { Point, PointerState } from "../../session.ts";
import { type Button, buttons, type InputsChannel, wheelDown, wheelUp } from "./inputs-channel.ts";
import type { Screen } from "./screen.ts";

/** One click of a wheel, in pixels; what a touchpad scrolls adds up to them. Browsers that scroll by lines take three for a click. */
const WHEEL_CLICK = 100;
const LINE = 34;
/** The bits of `MouseEvent.buttons`, by `MouseEvent.button`. */
const domMasks = [1, 4, 2, 8, 16];

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
    const events = { pointermove: this.#move, pointerdown: this.#down, pointerup: this.#up, pointercancel: this.#up };
    for (const [type, heard] of Object.entries(events)) {
      element.addEventListener(type, (event) => {
        // What a finger or a pen means is for the page to say.
        if ((event as PointerEvent).pointerType === "mouse") heard.call(this, event as PointerEvent);
      });
    }
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  releaseAll(): void {
    for (const button of buttons) this.#inputs()?.release(button);
  }

  /** Puts the mouse at a pixel of the picture, with these buttons down. */
  set({ x, y, buttons: held }: PointerState): void {
    this.#inputs()?.move(x, y);
    this.#hold(held);
  }

  /** Turns the wheel; SPICE knows of none that turns sideways. */
  turn({ y }: Point): void {
    for (let done = 0; done < Math.abs(y); done++) this.#click(y < 0 ? wheelUp : wheelDown);
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
    for (const [index, button] of buttons.entries()) if (!isHeld(event.buttons, index)) this.#inputs()?.release(button);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#move(event);
    this.#scrolled += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE;
    for (; Math.abs(this.#scrolled) >= WHEEL_CLICK; this.#scrolled -= Math.sign(this.#scrolled) * WHEEL_CLICK) {
      this.#click(this.#scrolled < 0 ? wheelUp : wheelDown);
    }
  }

  #hold(held: number): void {
    for (const [index, button] of buttons.entries()) {
      if (isHeld(held, index)) this.#inputs()?.press(button);
      else this.#inputs()?.release(button);
    }
  }

  #click(button: Button): void {
    this.#inputs()?.press(button);
    this.#inputs()?.release(button);
  }
}

function isHeld(held: number, button: number): boolean {
  return (held & (domMasks[button] ?? 0)) !== 0;
}
