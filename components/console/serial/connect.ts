import type { Pass } from "#server/contract/console.ts";
import { Emitter } from "../emitter.ts";
import type { Chord } from "../keys.ts";
import type { Capability, Connect, ConsoleEnd, ConsoleSession, SessionEvents, SessionOptions, SessionState } from "../session.ts";
import { endOf, openSocket } from "../socket.ts";
import { controlBytes } from "./control-bytes.ts";
import { Screen } from "./screen.ts";

/** A line that has said nothing for this long, in ms, is called silent. */
const SILENCE = 1_500;
/** A relay that refuses accepts the socket and closes it at once; one that is open for this long, in ms, was not refused. */
const ACCEPTED = 100;
/** Bytes the terminal may be behind; a browser cannot pause a WebSocket, so beyond that output is left out. */
const MAX_BEHIND = 8 * 1024 * 1024;
const LEFT_OUT = "\r\n[…]\r\n";

/** A serial console: xterm.js on a socket of ours, bytes both ways. */
class SerialSession implements ConsoleSession {
  readonly protocol = "serial";
  readonly rules = null;
  readonly capabilities: ReadonlySet<Capability>;
  readonly #events = new Emitter<SessionEvents>();
  readonly #element: HTMLElement;
  readonly #options: SessionOptions;
  readonly #viewing: boolean;
  readonly #socket: WebSocket;
  readonly #encoder = new TextEncoder();
  #screen: Screen | undefined;
  #subscriptions: { dispose(): void }[] = [];
  #state: SessionState = "connecting";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #behind = 0;
  #leavingOut = false;

  constructor(element: HTMLElement, pass: Pass, options: SessionOptions) {
    this.#viewing = pass.mode === "view";
    this.capabilities = new Set([
      "search",
      "copy",
      "clear",
      "log",
      ...(this.#viewing ? [] : (["paste", "soft-keyboard", "tell-size"] as const)),
    ]);
    this.#element = element;
    this.#options = options;
    this.#socket = openSocket(pass);
    this.#socket.addEventListener("open", () => {
      this.#timer = setTimeout(() => this.#start(), ACCEPTED);
    });
    this.#socket.addEventListener("message", ({ data }) => this.#received(new Uint8Array(data)));
    this.#socket.addEventListener("close", (event) => this.#ended(endOf(event)));
  }

  get state(): SessionState {
    return this.#state;
  }

  on<Name extends keyof SessionEvents>(name: Name, listener: (detail: SessionEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  sendKeys(chord: Chord): void {
    const bytes = controlBytes(chord);
    if (bytes !== null) this.#send(this.#encoder.encode(bytes));
  }

  setQuality(): void {}

  focus(): void {
    if (this.#state === "connected") this.#screen?.terminal.focus();
  }

  type(text: string): void {
    this.#send(this.#encoder.encode(text));
  }

  paste(text: string): void {
    this.#screen?.terminal.paste(text);
  }

  search(text: string, direction: "next" | "previous"): boolean {
    return this.#screen?.search(text, direction) ?? false;
  }

  copy(): string {
    return this.#screen?.text() ?? "";
  }

  clear(): void {
    this.#screen?.terminal.clear();
  }

  tellSize(): void {
    const terminal = this.#screen?.terminal;
    if (terminal) this.#send(this.#encoder.encode(`stty rows ${terminal.rows} cols ${terminal.cols}\r`));
    this.focus();
  }

  close(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#release();
    this.#socket.close();
    if (this.#screen) this.#screen.terminal.options.disableStdin = true;
  }

  dispose(): void {
    this.#events.clear();
    this.close();
    this.#screen?.dispose();
    this.#screen = undefined;
  }

  /** Gives the terminal away, with what it shows. */
  handOver(): Screen | undefined {
    const screen = this.#screen;
    this.#release();
    this.#screen = undefined;
    return screen;
  }

  #start(): void {
    clearTimeout(this.#timer);
    const { previous, label } = this.#options;
    const kept = previous instanceof SerialSession ? previous.handOver() : undefined;
    kept?.moveTo(this.#element);
    const screen = kept ?? new Screen(this.#element, label);
    this.#screen = screen;
    const { terminal } = screen;
    terminal.options.disableStdin = this.#viewing;
    this.#subscriptions = [
      terminal.onData((text) => this.#send(this.#encoder.encode(text))),
      terminal.onBinary((bytes) => this.#send(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))),
      terminal.onTitleChange((title) => this.#events.emit("title", title)),
      terminal.onBell(() => this.#events.emit("bell", undefined)),
      terminal.onResize(({ cols, rows }) => this.#events.emit("resize", { width: cols, height: rows })),
    ];
    if (!kept) this.#timer = setTimeout(() => this.#events.emit("silent", true), SILENCE);
    this.#state = "connected";
    this.#events.emit("state", "connected");
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#viewing && this.#state === "connected") this.#socket.send(bytes);
  }

  #received(bytes: Uint8Array): void {
    if (this.#state === "connecting") this.#start();
    if (this.#state !== "connected") return;
    clearTimeout(this.#timer);
    this.#events.emit("silent", false);
    if (this.#behind > MAX_BEHIND) {
      this.#leavingOut = true;
      return;
    }
    if (this.#leavingOut) this.#screen?.terminal.write(LEFT_OUT);
    this.#leavingOut = false;
    this.#behind += bytes.length;
    this.#screen?.terminal.write(bytes, () => {
      this.#behind -= bytes.length;
    });
  }

  #ended(end: ConsoleEnd): void {
    if (this.#state === "ended") return;
    this.close();
    this.#events.emit("state", "ended");
    this.#events.emit("ended", end);
  }

  #release(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#subscriptions = [];
  }
}

/** Opens a serial console. */
export const connect: Connect = (element, pass, options) => new SerialSession(element, pass, options);
