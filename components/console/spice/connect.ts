import type { Pass } from "#server/contract/console.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
import { Emitter } from "../emitter.ts";
import type { Chord } from "../keys.ts";
import type {
  Capability,
  Connect,
  ConsoleEnd,
  ConsoleSession,
  Placement,
  Point,
  PointerState,
  SessionEvents,
  SessionOptions,
  SessionState,
  Size,
} from "../session.ts";
import { endOf } from "../socket.ts";
import { type ChannelEnd, Channels } from "./channels.ts";
import { openEarly } from "./early-socket.ts";
import { FrameHost } from "./frame-host.ts";
import { type FromFrame, type GuestCapability, MAX_CLIPBOARD_LENGTH } from "./protocol.ts";
import { makeFrameReady } from "./ready-frame.ts";
import { frameScripts } from "./scripts.ts";

const MAIN_CHANNEL = 0;
/** Bytes the frame may be behind: a display sends no more than its unacknowledged window unless it is hostile. */
const MAX_BEHIND = 128 * 1024 * 1024;
/** How long the first picture may take, in ms, on a display that has let the console in. */
const FIRST_PICTURE = 30_000;
/** How a WebSocket is closed by one who had no complaint (RFC 6455, section 7.4.1). */
const closedInPeace: readonly number[] = [1000, 1005];

// The scripts are on their way as soon as this client is: while a pass is asked for, where no pointer has rested on the machine.
frameScripts().catch(() => undefined);

/** A SPICE console: the packaged client in a frame of its own, on sockets of ours. */
class SpiceSession implements ConsoleSession {
  readonly protocol = "spice";
  readonly rules: ExchangeRules | null;
  readonly #events = new Emitter<SessionEvents>();
  readonly #own: readonly Capability[];
  readonly #channels: Channels;
  readonly #frame: FrameHost;
  readonly #screenshots = new Map<number, (picture: Blob | null) => void>();
  /** What is done when the frame says something. */
  readonly #heard: { [Type in FromFrame["type"]]: (message: Extract<FromFrame, { type: Type }>) => void } = {
    open: ({ channel, kind }) => this.#channels.open(channel, kind),
    send: ({ channel, bytes }) => this.#channels.send(channel, bytes),
    took: ({ bytes }) => {
      this.#behind = Math.max(0, this.#behind - bytes);
    },
    close: ({ channel }) => this.#channels.close(channel),
    failed: ({ channel, details }) => this.#channelFailed(channel, details),
    connected: () => this.#connected(),
    capabilities: ({ names }) => this.#setCapabilities(names),
    screenshot: ({ request, png }) => this.#pictureTaken(request, png),
    resize: ({ width, height }) => {
      this.#picture = { width, height };
      this.#events.emit("resize", { width, height });
    },
    frames: ({ count }) => this.#events.emit("frames", count),
    touch: ({ points }) => this.#events.emit("touch", points),
    edge: ({ edge }) => this.#events.emit("edge", edge),
    clipboard: ({ text }) => {
      if (this.#takeText()) this.#events.emit("clipboard", { text });
    },
    clipboardFailed: ({ why }) => {
      if (this.#takeText()) this.#events.emit("clipboardFailed", why);
    },
    transfer: ({ transfer }) => this.#events.emit("transfer", transfer),
    drag: ({ over }) => this.#events.emit("drag", over),
    release: () => this.#events.emit("release", undefined),
  };
  #capabilities: ReadonlySet<Capability>;
  #state: SessionState = "connecting";
  #picture: Size | null = null;
  #asked = 0;
  #behind = 0;
  #sharing = false;
  readonly #late = setTimeout(() => this.#end({ code: "display-silent" }), FIRST_PICTURE);
  #fetching = false;

  constructor(element: HTMLElement, pass: Pass, { label }: SessionOptions) {
    const viewing = pass.mode === "view";
    this.rules = viewing ? null : pass.exchange;
    this.#own = ["scaling", "screenshot", ...(viewing ? [] : (["chords", "pointer", "soft-keyboard"] as const))];
    this.#capabilities = new Set(this.#own);
    this.#channels = new Channels(pass, {
      opened: (channel) => this.#frame.send({ type: "opened", channel }),
      data: (channel, bytes) => this.#hand(channel, bytes),
      closed: (end) => this.#channelClosed(end),
    });
    this.#channels.open(MAIN_CHANNEL, "main");
    const told = { message: (message: FromFrame) => this.#told(message), broken: (details: string) => this.#fail(details) };
    this.#frame = new FrameHost(element, { mode: pass.mode, files: pass.exchange.filesToMachine, label }, told);
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
    this.#frame.send({ type: "keys", codes: chord.map(({ code }) => code) });
  }

  get picture(): Size | null {
    return this.#picture;
  }

  place(placement: Placement): void {
    this.#frame.send({ type: "place", placement });
  }

  resize(size: Size): void {
    this.#frame.send({ type: "match", size });
  }

  pointer(state: PointerState): void {
    this.#frame.send({ type: "pointer", state });
  }

  wheel(clicks: Point): void {
    this.#frame.send({ type: "wheel", clicks });
  }

  setQuality(): void {}

  focus(): void {
    if (this.#state === "ended") return;
    this.#frame.element.focus({ preventScroll: true });
    this.#frame.send({ type: "focus" });
  }

  screenshot(): Promise<Blob | null> {
    if (this.#state !== "connected") return Promise.resolve(null);
    const request = this.#asked++;
    return new Promise((resolve) => {
      this.#screenshots.set(request, resolve);
      this.#frame.send({ type: "screenshot", request });
    });
  }

  capsOff(): void {
    this.#frame.send({ type: "capsOff" });
  }

  setSound(on: boolean): void {
    this.#frame.send({ type: "sound", on });
  }

  setClipboard(on: boolean): void {
    this.#sharing = on && this.rules?.clipboardFromMachine === true;
    this.#frame.send({ type: "clipboard", on: this.#sharing });
  }

  offerClipboard(text: string): void {
    if (this.rules?.clipboardToMachine) this.#frame.send({ type: "offer", text: text.slice(0, MAX_CLIPBOARD_LENGTH) });
  }

  fetchClipboard(): void {
    if (!this.rules?.clipboardFromMachine) return;
    this.#fetching = true;
    this.#frame.send({ type: "fetch" });
  }

  sendFiles(files: readonly File[]): void {
    this.#frame.send({ type: "files", files });
  }

  close(): void {
    if (this.#state === "ended") return;
    clearTimeout(this.#late);
    this.#state = "ended";
    this.#channels.dispose();
    this.#frame.freeze();
    for (const resolve of this.#screenshots.values()) resolve(null);
    this.#screenshots.clear();
  }

  dispose(): void {
    this.#events.clear();
    this.close();
    this.#frame.dispose();
  }

  #hand(channel: number, bytes: ArrayBuffer): void {
    this.#behind += bytes.byteLength;
    if (this.#behind > MAX_BEHIND) this.#fail("the display sends more than it was asked for");
    else this.#frame.send({ type: "data", channel, bytes }, [bytes]);
  }

  #channelClosed(end: ChannelEnd): void {
    if (end.kind === "main" || end.kind === "display" || end.kind === "inputs") this.#end(endOfChannel(end));
    else this.#frame.send({ type: "closed", channel: end.channel });
  }

  #told(message: FromFrame): void {
    try {
      (this.#heard[message.type] as (message: FromFrame) => void)(message);
    } catch (error) {
      this.#fail(String(error));
    }
  }

  #connected(): void {
    if (this.#state !== "connecting") return;
    clearTimeout(this.#late);
    this.#state = "connected";
    this.#events.emit("state", "connected");
  }

  /** Whether a text of the frame is one that was asked for: the frame reads what a guest sends, and is not believed. */
  #takeText(): boolean {
    const asked = this.#sharing || this.#fetching;
    this.#fetching = false;
    return asked;
  }

  #setCapabilities(names: readonly GuestCapability[]): void {
    this.#capabilities = new Set([...this.#own, ...names]);
    this.#events.emit("capabilities", undefined);
  }

  #pictureTaken(request: number, png: ArrayBuffer | null): void {
    this.#screenshots.get(request)?.(png && new Blob([png], { type: "image/png" }));
    this.#screenshots.delete(request);
  }

  /** The relay may be closing the channel too, with a better reason, so the close is waited for. */
  #channelFailed(channel: number | null, details: string): void {
    if (channel !== null && this.#channels.isOpen(channel)) this.#channels.close(channel, details);
    else if (channel === null) this.#fail(details);
  }

  #fail(details: string): void {
    this.#end({ code: "display-protocol", details });
  }

  #end(end: ConsoleEnd): void {
    if (this.#state === "ended") return;
    this.close();
    this.#events.emit("state", "ended");
    this.#events.emit("ended", end);
  }
}

/** The relay's reason where it gave one; else what the client found wrong; else the network. */
function endOfChannel({ kind, event, failure }: ChannelEnd): ConsoleEnd {
  const end = endOf(event);
  if (end.code !== "network") return end;
  if (failure !== undefined) return { code: "display-protocol", details: failure };
  return closedInPeace.includes(event.code) ? { code: "display-protocol", details: `the display closed its ${kind} channel` } : end;
}

/** Opens a SPICE console. */
export const connect: Connect = (element, pass, options) => new SpiceSession(element, pass, options);

/** Makes the frame of the next console ready. */
export const prepare = makeFrameReady;

/** Opens the first socket of a console. */
export const begin = openEarly;
