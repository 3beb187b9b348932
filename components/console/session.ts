import type { Pass, Protocol } from "#server/contract/console.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
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
 * - `soft-keyboard`: what a phone's keyboard gives can be typed: as text with `type` where that is there, else with `sendKeys`
 * - `match`: the guest can be given the element's size, by `setScaling("match")`
 * - `sound`: `setSound` is there, and the machine has something that may sound
 * - `clipboard`: `setClipboard`, `offerClipboard` and `fetchClipboard` reach the guest's clipboard, or what stands for it in the display
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

/**
 * Why the guest's text did not come.
 * - `empty`: nothing was copied in the guest since the console is open, or it is no text
 * - `too-long`: it is longer than may pass (exchange/clipboard-limit.ts)
 */
export type ClipboardFailure = "empty" | "too-long";

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
  /** Text that was copied in the guest; told only while `setClipboard(true)` holds, or as an answer to `fetchClipboard`. Foreign text. */
  clipboard: { text: string };
  /** There is no text to tell. */
  clipboardFailed: ClipboardFailure;
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
  /** What the relay lets pass beside picture, sound and keys; null where there is nothing of the kind. */
  readonly rules: ExchangeRules | null;
  /** Listens to an event; the returned function stops. */
  on<Name extends keyof SessionEvents>(name: Name, listener: (detail: SessionEvents[Name]) => void): () => void;
  /** Presses the keys in order and releases them in reverse. What the protocol has no form for is dropped. */
  sendKeys(chord: Chord): void;
  setScaling(scaling: Scaling): void;
  setQuality(quality: Quality): void;
  focus(): void;
  /** The picture as a PNG, or null before there is one. */
  screenshot?(): Promise<Blob | null>;
  /** Types text; there only where characters need no keys. */
  type?(text: string): void;
  /** Switches the guest's Caps Lock off where it is known to be on, so that letters arrive as they are meant. */
  capsOff?(): void;
  /** Types or hands over text as if it had been pasted. */
  paste?(text: string): void;
  /** Lets the machine sound, or not; it is silent until this is asked for, by a click or a key. */
  setSound?(on: boolean): void;
  /** Lets whatever is copied in the guest come by itself, or not: then a text comes or goes only by the two methods below. */
  setClipboard?(on: boolean): void;
  /** Puts text into the guest's clipboard. */
  offerClipboard?(text: string): void;
  /** Asks once for what was copied in the guest; `clipboard` or `clipboardFailed` answers. */
  fetchClipboard?(): void;
  /** Sends files into the guest, where its agent puts them; `transfer` tells how far they are. */
  sendFiles?(files: readonly File[]): void;
  /** Finds the next or previous occurrence and shows it; an empty text ends the search. False where there is none. */
  search?(text: string, direction: "next" | "previous"): boolean;
  /** The selected text, or all there is where nothing is selected. */
  copy?(): string;
  clear?(): void;
  /** Types the command that tells the guest how many rows and columns are shown; a serial line carries no size. */
  tellSize?(): void;
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
