import type { ClipboardFailure, ConsoleSession } from "../session.ts";
import { fitsClipboard } from "./clipboard-limit.ts";

/** The person's clipboard, as far as the browser gives it. */
export interface OwnClipboard {
  /** False where the browser refuses. */
  write(text: string): Promise<boolean>;
  /** Null where the browser refuses, or there is no text. */
  read(): Promise<string | null>;
  /** Whether it can be read without the browser asking or a click: `granted`; once it has asked: `prompt`; by a click only: `click`. */
  readable(): Promise<"granted" | "prompt" | "click">;
}

export interface ShareView {
  /** Whatever is copied on either side goes to the other by itself; else nothing does without a click. */
  automatic: boolean;
  /** Text that was copied in the machine and that the browser did not take by itself: it waits for a click. */
  waiting: string | null;
  /** The browser gives the person's text by a click only. */
  byHand: boolean;
  /** How many texts were too long to go by themselves. */
  tooLong: number;
}

/** What became of a text for the machine. `unread`: the browser does not say what was copied. */
export type Given = "given" | "unchanged" | "unread" | "too-long";

/** What became of a text from the machine. `waiting`: for a click; `silent`: nothing was answered. */
export type Fetched = "taken" | "waiting" | "silent" | ClipboardFailure;

type Session = Pick<ConsoleSession, "setClipboard" | "offerClipboard" | "fetchClipboard">;

/** How long the machine may take to hand over its text, in ms: longer, and nobody remembers having asked. */
const PATIENCE_MS = 5_000;

const nothing: ShareView = { automatic: false, waiting: null, byHand: false, tooLong: 0 };

/** Brings text from the person's clipboard to a machine's and back: each time they ask for it, or by itself once they chose that. */
export class ClipboardShare {
  readonly #own: OwnClipboard;
  readonly #listeners = new Set<() => void>();
  #view = nothing;
  #session: Session | null = null;
  /** What both sides have: it is not sent back to where it came from. */
  #common: string | null = null;
  /** Somebody waits for the machine's text. */
  #fetching: ((fetched: Fetched) => void) | null = null;

  constructor(own: OwnClipboard) {
    this.#own = own;
  }

  get view(): ShareView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The session that can share now; null where none can. The one before it goes on without the clipboard. */
  attach(session: Session | null): void {
    const { automatic } = this.#view;
    // Only what goes by itself is taken back: a text that was given by a click is there to be pasted later.
    if (automatic && session !== this.#session) this.#session?.setClipboard?.(false);
    this.#session = session;
    this.#common = null;
    this.#answer("silent");
    if (automatic) session?.setClipboard?.(true);
  }

  /** Begins to share by itself, with what the person has copied already. To be called by their click: the browser may ask them. */
  async start(): Promise<void> {
    this.#begin();
    if ((await this.#own.readable()) !== "click") await this.#passBySelf();
    this.#show({ byHand: (await this.#own.readable()) !== "granted" });
  }

  /** Begins to share by itself because the person chose so earlier. Nobody is asked anything for it. */
  async resume(): Promise<void> {
    this.#begin();
    this.#show({ byHand: (await this.#own.readable()) !== "granted" });
  }

  /** Does what the person chose, here or in another console. Nobody is asked anything for it. */
  follow(automatic: boolean): void {
    if (automatic === this.#view.automatic) return;
    if (automatic) void this.resume();
    else this.stop();
  }

  /** From now on nothing moves without a click. */
  stop(): void {
    this.#show(nothing);
    this.#common = null;
    this.#session?.setClipboard?.(false);
  }

  /** Gives the machine what the person has copied, because they ask for it. */
  async give(): Promise<Given> {
    this.#common = null;
    return this.#pass();
  }

  /** Asks the machine for what was copied there, because the person asks for it. */
  fetch(): Promise<Fetched> {
    this.#answer("silent");
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer("silent"), PATIENCE_MS);
      this.#fetching = (fetched) => {
        clearTimeout(timer);
        resolve(fetched);
      };
      if (this.#session) this.#session.fetchClipboard?.();
      else this.#answer("silent");
    });
  }

  /** The console has got the focus: the person may have copied something since. Nobody is asked anything for it. */
  async entered(): Promise<void> {
    if (this.#view.automatic && !this.#view.byHand) await this.#passBySelf();
  }

  /** The machine handed over a text. */
  async copied(text: string): Promise<void> {
    const asked = this.#fetching !== null;
    if (!asked && (!this.#view.automatic || text === this.#common)) return;
    if (!fitsClipboard(text)) return this.failed("too-long");
    this.#common = text;
    const taken = await this.#own.write(text);
    if (this.#common === text && (asked || this.#view.automatic)) this.#show({ waiting: taken ? null : text });
    this.#answer(taken ? "taken" : "waiting");
  }

  /** The machine has no text to hand over. */
  failed(why: ClipboardFailure): void {
    if (this.#fetching) this.#answer(why);
    else if (why === "too-long" && this.#view.automatic) this.#show({ tooLong: this.#view.tooLong + 1 });
  }

  /** The waiting text was taken, or is not wanted. */
  settle(): void {
    this.#show({ waiting: null });
  }

  #begin(): void {
    this.#show({ ...nothing, automatic: true });
    this.#session?.setClipboard?.(true);
  }

  async #passBySelf(): Promise<void> {
    if ((await this.#pass()) === "too-long") this.#show({ tooLong: this.#view.tooLong + 1 });
  }

  async #pass(): Promise<Given> {
    const text = await this.#own.read();
    if (text === null || text === "") return "unread";
    if (text === this.#common) return "unchanged";
    this.#common = text;
    if (!fitsClipboard(text)) return "too-long";
    this.#session?.offerClipboard?.(text);
    return "given";
  }

  #answer(fetched: Fetched): void {
    this.#fetching?.(fetched);
    this.#fetching = null;
  }

  #show(change: Partial<ShareView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
