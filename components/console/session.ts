import type { Pass, Protocol } from "#server/contract/console.ts";
import type { Chord } from "./keys.ts";

/**
 * What a console can do. The toolbar reads these and nothing else about a console.
 *
 * - `chords`: key combinations reach the machine as keys (Ctrl-Alt-Del and the like)
 * - `scaling`: a picture of a fixed size, which can be fitted to the window or shown 1:1
 * - `quality`: the picture's fidelity can be chosen
 * - `log`: what the machine has said since its start may be kept, for the portal to show
 * - `tell-size`: `tellSize` is there
 * - `screenshot`, `search`, `copy`, `clear`, `paste`: the method of that name is there
 * - `soft-keyboard`: a phone's keyboard has to be called with `showKeyboard`
 * - `match`: the guest can be given the element's size, by `setScaling("match")`
 * - `sound`: `setSound` is there, and the machine has something that may sound
 * - `clipboard`: `setClipboard` and `offerClipboard` reach the guest's clipboard
 * - `files`: `sendFiles` is there, and so is dropping files on the console
 *
 * `match`, `clipboard` and `files` are the guest agent's: they come when it connects and go when it leaves.
 */
export type Capability =
  | "chords"
  | "scaling"
  | "quality"
  | "screenshot"
  | "search"
  | "copy"
  | "clear"
  | "paste"
  | "log"
  | "tell-size"
  | "soft-keyboard"
  | "match"
  | "sound"
  | "clipboard"
  | "files";

/**
 * - `connecting`: no picture yet
 * - `connected`: the first full picture is drawn, or the serial line is open
 * - `ended`: over for good; the element still shows the last picture until `dispose`
 */
export type SessionState = "connecting" | "connected" | "ended";

/**
 * `fit` fills the element, keeping the picture's proportions; `actual` shows one pixel as one pixel and scrolls; `match` gives
 * the guest the element's size, again whenever that changes. A session that cannot match (now, or ever) treats it as `fit`.
 */
export type Scaling = "fit" | "actual" | "match";

/** `exact`: never lossy. `balanced`: lossy only where the machine's display was set up so. `saver`: the fewest bytes. */
export type Quality = "exact" | "balanced" | "saver";

/** Why a console ended: a code of the server's table of errors, or one of the browser's own (see console-machine.ts). */
export interface ConsoleEnd {
  code: string;
  /** Technical, for the fold; never a secret. */
  details?: string;
}

/** A file on its way into the guest: how many of its bytes the guest's agent has been sent. */
export interface Transfer {
  /** Of this session's transfers. */
  id: number;
  name: string;
  /** Bytes. */
  sent: number;
  /** Bytes. */
  size: number;
  state: "sending" | "done" | "failed";
  /** Why it failed; technical. */
  reason?: string;
}

export interface SessionEvents {
  state: SessionState;
  /** Sent once, right after the state `ended`; not sent when `close` or `dispose` ended it. */
  ended: ConsoleEnd;
  /** The machine named its display or its terminal; foreign text, to be shown as text only. */
  title: string;
  bell: undefined;
  /** The size of the guest's picture in pixels, or of the terminal in characters. */
  resize: { width: number; height: number };
  /** The set of capabilities has changed. */
  capabilities: undefined;
  /** True when a connected line has said nothing yet, false once it has. */
  silent: boolean;
  /** Text was copied in the guest; told only while `setClipboard(true)` holds. Foreign text. */
  clipboard: { text: string };
  /** A file that was given to `sendFiles`, or dropped on the console, has moved on. */
  transfer: Transfer;
  /** Files are held over a console that takes them (true), or have left it or were dropped (false). */
  drag: boolean;
  /** The leave shortcut (release-shortcut.ts) was pressed where the page cannot hear it. */
  release: undefined;
}

export interface SessionOptions {
  /** What a screen reader calls the console. */
  label: string;
  scaling: Scaling;
  quality: Quality;
  /** An ended session of the same protocol on the same machine: what can live on (a terminal's scrollback) is taken over from it. */
  previous?: ConsoleSession;
}

/** One open console. Protocols implement this and share no base class. */
export interface ConsoleSession {
  readonly protocol: Protocol;
  readonly state: SessionState;
  readonly capabilities: ReadonlySet<Capability>;
  /** Listens to an event; the returned function stops. */
  on<Name extends keyof SessionEvents>(name: Name, listener: (detail: SessionEvents[Name]) => void): () => void;
  /** Presses the keys in order and releases them in reverse. What the protocol has no form for is dropped. */
  sendKeys(chord: Chord): void;
  setScaling(scaling: Scaling): void;
  setQuality(quality: Quality): void;
  focus(): void;
  /** The picture as a PNG, or null before there is one. */
  screenshot?(): Promise<Blob | null>;
  /** Types or hands over text as if it had been pasted. */
  paste?(text: string): void;
  /** Lets the machine sound, or not; it is silent until this is asked for, by a click or a key. */
  setSound?(on: boolean): void;
  /** Shares the clipboard, or not: until then nothing that is copied on either side reaches the other. */
  setClipboard?(on: boolean): void;
  /** Puts text into the guest's clipboard; nothing happens unless `setClipboard(true)` holds. */
  offerClipboard?(text: string): void;
  /** Sends files into the guest, where its agent puts them; `transfer` tells how far they are. */
  sendFiles?(files: readonly File[]): void;
  /** Finds the next or previous occurrence and shows it; an empty text ends the search. False where there is none. */
  search?(text: string, direction: "next" | "previous"): boolean;
  /** The selected text, or all there is where nothing is selected. */
  copy?(): string;
  clear?(): void;
  /** Types the command that tells the guest how many rows and columns are shown; a serial line carries no size. */
  tellSize?(): void;
  showKeyboard?(): void;
  /** Ends the connection, without the event `ended`; the element still shows the last picture. */
  close(): void;
  /** Ends the console and empties the element. May be called at any time, and again. */
  dispose(): void;
}

/**
 * Opens a console in an element, which it fills and owns until `dispose`. Returns at once; what goes wrong
 * afterwards is told by `ended`.
 */
export type Connect = (element: HTMLElement, pass: Pass, options: SessionOptions) => ConsoleSession;
