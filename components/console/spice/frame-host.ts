import type { Frame } from "./frame.ts";
import { type FrameOptions, type FromFrame, readFromFrame, type ToFrame } from "./protocol.ts";
import { takeFrame } from "./ready-frame.ts";

interface FrameListener {
  message(message: FromFrame): void;
  /** The frame could not be set up, or has said what it must not say. */
  broken(details: string): void;
}

/** The page's side of a frame that shows a console. */
export class FrameHost {
  readonly #frame: Frame;
  #listener: FrameListener | undefined;

  /** @param parent is in the page */
  constructor(parent: HTMLElement, options: FrameOptions, listener: FrameListener) {
    this.#listener = listener;
    this.#frame = takeFrame(parent);
    this.element.title = options.label;
    this.#frame.port.onmessage = ({ data }) => this.#received(data);
    this.#frame.port.postMessage(options);
    this.#frame.handed.catch((error: unknown) => this.#listener?.broken(String(error)));
  }

  get element(): HTMLIFrameElement {
    return this.#frame.element;
  }

  send(message: ToFrame, transfer: Transferable[] = []): void {
    this.#frame.port.postMessage(message, transfer);
  }

  /** Hears the frame no more. Its picture stays, out of reach of keyboard, pointer and screen reader. */
  freeze(): void {
    if (!this.#listener) return;
    this.#listener = undefined;
    this.send({ type: "end" });
    this.element.inert = true;
    this.element.setAttribute("aria-hidden", "true");
  }

  dispose(): void {
    this.#listener = undefined;
    this.#frame.dispose();
  }

  #received(data: unknown): void {
    const message = readFromFrame(data);
    if (message) this.#listener?.message(message);
    else this.#listener?.broken("the frame broke its protocol");
  }
}
