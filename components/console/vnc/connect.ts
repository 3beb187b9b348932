import type { Pass } from "#server/contract/console.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
import { Emitter } from "../emitter.ts";
import type { Chord } from "../keys.ts";
import type {
  Capability,
  Connect,
  ConsoleEnd,
  ConsoleSession,
  Quality,
  Scaling,
  SessionEvents,
  SessionOptions,
  SessionState,
} from "../session.ts";
import { endOf, openSocket } from "../socket.ts";
import { VncClient } from "./client.ts";

/** A VNC console: noVNC in an element, on a socket of ours. */
class VncSession implements ConsoleSession {
  readonly protocol = "vnc";
  readonly rules: ExchangeRules | null;
  readonly #events = new Emitter<SessionEvents>();
  readonly #element: HTMLElement;
  readonly #client: VncClient;
  readonly #canvas: HTMLCanvasElement;
  #capabilities: ReadonlySet<Capability>;
  #state: SessionState = "connecting";
  #scaling: Scaling = "fit";
  #end: ConsoleEnd | undefined;
  /** noVNC has ended by itself. */
  #over = false;

  constructor(element: HTMLElement, pass: Pass, options: SessionOptions) {
    const viewing = pass.mode === "view";
    this.rules = viewing ? null : pass.exchange;
    this.#capabilities = new Set(["scaling", "quality", "screenshot", ...(viewing ? [] : (["chords", "soft-keyboard"] as const))]);
    this.#element = element;
    const socket = openSocket(pass);
    // Before noVNC adds its own listener, so that the reason is known when noVNC says that it is over.
    socket.addEventListener("close", (event) => {
      this.#end = endOf(event);
    });
    const clipboard = this.rules !== null && (this.rules.clipboardToMachine || this.rules.clipboardFromMachine);
    this.#client = new VncClient(
      element,
      socket,
      { quality: options.quality, clipboard },
      {
        frame: () => this.#drawn(),
        resize: (width, height) => this.#events.emit("resize", { width, height }),
        clipboardReady: () => this.#add("clipboard"),
        copied: (text) => this.#events.emit("clipboard", { text }),
        clipboardFailed: (why) => this.#events.emit("clipboardFailed", why),
      },
    );
    this.#client.viewOnly = viewing;
    this.#client.showDotCursor = true;
    this.#client.background = "transparent";
    this.#canvas = nameCanvas(element, options.label, viewing);
    this.#canvas.addEventListener("blur", () => this.#client.releaseKeys());
    this.setScaling(options.scaling);
    this.#client.addEventListener("disconnect", () => this.#ended());
    this.#client.addEventListener("bell", () => this.#events.emit("bell", undefined));
    this.#client.addEventListener("desktopname", ({ detail }) => this.#events.emit("title", detail.name));
  }

  get state(): SessionState {
    return this.#state;
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.#capabilities;
  }

  on<Name extends keyof SessionEvents>(name: Name, listener: (detail: SessionEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  sendKeys(chord: Chord): void {
    if (this.#state !== "connected") return;
    for (const { keysym, code } of chord) this.#client.sendKey(keysym, code, true);
    for (const { keysym, code } of chord.toReversed()) this.#client.sendKey(keysym, code, false);
  }

  setScaling(scaling: Scaling): void {
    this.#scaling = scaling;
    // A finger has no scroll bar to pull: there the picture is clipped and dragged.
    const drag = scaling === "actual" && matchMedia("(pointer: coarse)").matches;
    this.#client.clipViewport = drag;
    this.#client.dragViewport = drag;
    this.#client.scaleViewport = scaling !== "actual";
  }

  setQuality(quality: Quality): void {
    this.#client.setQuality(quality, this.#state === "connected");
  }

  focus(): void {
    if (this.#state !== "ended") this.#client.focus({ preventScroll: true });
  }

  screenshot(): Promise<Blob | null> {
    if (this.#state === "connecting") return Promise.resolve(null);
    return new Promise((resolve) => this.#client.toBlob(resolve, "image/png"));
  }

  setClipboard(on: boolean): void {
    const { clipboard } = this.#client;
    clipboard.automatic = on && this.rules?.clipboardFromMachine === true;
    if (!on) clipboard.withdraw();
  }

  offerClipboard(text: string): void {
    if (this.#state === "connected" && this.rules?.clipboardToMachine) this.#client.clipboard.offer(text);
  }

  fetchClipboard(): void {
    if (this.#state === "connected" && this.rules?.clipboardFromMachine) this.#client.clipboard.fetch();
  }

  capsOff(): void {
    if (this.#state === "connected") this.#client.capsOff();
  }

  close(): void {
    if (this.#state === "ended") return;
    const drawn = this.#state === "connected";
    this.#state = "ended";
    if (!this.#over) this.#client.disconnect();
    // noVNC has taken its elements out of the page; the last picture goes back in, as a picture.
    if (drawn) this.#element.append(freeze(this.#canvas, this.#scaling));
  }

  dispose(): void {
    this.#events.clear();
    this.close();
    this.#canvas.remove();
  }

  #add(capability: Capability): void {
    this.#capabilities = new Set([...this.#capabilities, capability]);
    this.#events.emit("capabilities", undefined);
  }

  #drawn(): void {
    if (this.#state === "connecting") this.#to("connected");
  }

  #to(state: SessionState): void {
    this.#state = state;
    this.#events.emit("state", state);
  }

  #ended(): void {
    this.#over = true;
    if (this.#state === "ended") return;
    this.close();
    this.#events.emit("state", "ended");
    this.#events.emit("ended", this.#end ?? { code: "display-protocol" });
  }
}

/** Gives noVNC's canvas a name, and a place in the order of Tab. */
function nameCanvas(element: HTMLElement, label: string, viewing: boolean): HTMLCanvasElement {
  const canvas = element.querySelector("canvas");
  if (!canvas) throw new Error("noVNC made no canvas");
  canvas.setAttribute("role", viewing ? "img" : "application");
  canvas.setAttribute("aria-label", label);
  canvas.tabIndex = 0;
  return canvas;
}

/** Makes a picture of what was a screen, in the size in which it was shown. */
function freeze(canvas: HTMLCanvasElement, scaling: Scaling): HTMLCanvasElement {
  canvas.tabIndex = -1;
  canvas.setAttribute("aria-hidden", "true");
  Object.assign(canvas.style, { width: "100%", height: "100%", objectFit: scaling === "actual" ? "none" : "contain", cursor: "default" });
  return canvas;
}

/** Opens a VNC console. */
export const connect: Connect = (element, pass, options) => new VncSession(element, pass, options);
