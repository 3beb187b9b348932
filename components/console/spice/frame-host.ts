import { frameDocument } from "./frame-document.ts";
import { type FrameOptions, type FromFrame, readFromFrame, type ToFrame } from "./protocol.ts";
import { frameScripts } from "./scripts.ts";

interface FrameListener {
  message(message: FromFrame): void;
  /** The frame could not be set up, or has said what it must not say. */
  broken(details: string): void;
}

/**
 * The frame in which a guest's data is read: of an opaque origin, so that there is no sign-in to steal and nothing to
 * reach. It speaks with the page through one port.
 */
export class FrameHost {
  readonly element: HTMLIFrameElement;
  readonly #port: MessagePort;
  #listener: FrameListener | undefined;

  constructor(parent: HTMLElement, options: FrameOptions, listener: FrameListener) {
    this.#listener = listener;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#received(data);
    this.element = makeFrame(options.label);
    this.element.addEventListener("load", () => void this.#start(port2, options), { once: true });
    parent.append(this.element);
  }

  send(message: ToFrame, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
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
    this.#port.close();
    this.element.remove();
  }

  async #start(port: MessagePort, options: FrameOptions): Promise<void> {
    try {
      const scripts = await frameScripts();
      this.element.contentWindow?.postMessage({ scripts, options }, "*", [port]);
    } catch (error) {
      this.#listener?.broken(String(error));
    }
  }

  #received(data: unknown): void {
    const message = readFromFrame(data);
    if (message) this.#listener?.message(message);
    else this.#listener?.broken("the frame broke its protocol");
  }
}

function makeFrame(label: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-scripts");
  frame.allow = "autoplay *";
  frame.title = label;
  // A frame whose colour scheme is not its element's gets a ground of its own: white, in a dark page.
  const look = "border: 0; background: transparent; color-scheme: light";
  frame.style.cssText = `position: absolute; inset: 0; width: 100%; height: 100%; ${look}`;
  frame.srcdoc = frameDocument();
  return frame;
}
