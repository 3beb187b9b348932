import type { ConsoleSession } from "../session.ts";

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
  on: boolean;
  /** Text that was copied in the machine and that the browser did not take by itself: it waits for a click. */
  waiting: string | null;
  /** The person's text reaches the machine by a click only. */
  byHand: boolean;
}

type Session = Pick<ConsoleSession, "setClipboard" | "offerClipboard">;

const off: ShareView = { on: false, waiting: null, byHand: false };

/** Shares one clipboard between the person's browser and a machine, from when they ask for it until they leave. */
export class ClipboardShare {
  readonly #own: OwnClipboard;
  readonly #listeners = new Set<() => void>();
  #view = off;
  #session: Session | null = null;
  /** What both sides have: it is not sent back to where it came from. */
  #common: string | null = null;

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

  /** The session that can share now; null where none can. */
  attach(session: Session | null): void {
    this.#session = session;
    this.#common = null;
    if (this.#view.on) session?.setClipboard?.(true);
  }

  /** Begins to share, with what the person has copied already. To be called by their click: the browser may ask them. */
  async start(): Promise<void> {
    this.#show({ ...off, on: true });
    this.#session?.setClipboard?.(true);
    if ((await this.#own.readable()) !== "click") await this.give();
    this.#show({ byHand: (await this.#own.readable()) !== "granted" });
  }

  stop(): void {
    this.#show(off);
    this.#common = null;
    this.#session?.setClipboard?.(false);
  }

  /** Gives the machine what the person has copied. False where the browser does not say what that is. */
  async give(): Promise<boolean> {
    const text = await this.#own.read();
    if (text === null || !this.#view.on) return false;
    if (text !== "" && text !== this.#common) {
      this.#common = text;
      this.#session?.offerClipboard?.(text);
    }
    return true;
  }

  /** The console has got the focus: the person may have copied something since. Nobody is asked anything for it. */
  async entered(): Promise<void> {
    if (this.#view.on && !this.#view.byHand) await this.give();
  }

  /** Something was copied in the machine. */
  async copied(text: string): Promise<void> {
    if (!this.#view.on || text === this.#common) return;
    this.#common = text;
    const taken = await this.#own.write(text);
    if (this.#common === text && this.#view.on) this.#show({ waiting: taken ? null : text });
  }

  /** The waiting text was taken, or is not wanted. */
  settle(): void {
    this.#show({ waiting: null });
  }

  #show(change: Partial<ShareView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
