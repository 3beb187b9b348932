import { frameDocument } from "./frame-document.ts";
import { frameScripts } from "./scripts.ts";

/**
 * The frame in which a guest's data is read: of an opaque origin, so that there is no sign-in to steal and nothing to
 * reach. It speaks with the page through one port, and does nothing before the port's first message.
 */
export class Frame {
  readonly element: HTMLIFrameElement;
  readonly port: MessagePort;
  /** Resolves when its scripts were handed to it, and rejects where they cannot be had. */
  readonly handed: Promise<void>;

  constructor(parent: HTMLElement) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.element = makeElement();
    const loaded = new Promise<unknown>((resolve) => this.element.addEventListener("load", resolve, { once: true }));
    this.handed = Promise.all([frameScripts(), loaded]).then(([scripts]) => this.element.contentWindow?.postMessage(scripts, "*", [port2]));
    this.handed.catch(() => undefined);
    parent.append(this.element);
  }

  dispose(): void {
    this.port.close();
    this.element.remove();
  }
}

function makeElement(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.sandbox.add("allow-scripts");
  frame.allow = "autoplay *";
  // A frame whose colour scheme is not its element's gets a ground of its own: white, in a dark page.
  const look = "border: 0; background: transparent; color-scheme: light";
  frame.style.cssText = `position: absolute; inset: 0; width: 100%; height: 100%; ${look}`;
  frame.srcdoc = frameDocument();
  return frame;
}
