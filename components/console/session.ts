import type { Pass, Protocol } from "#server/contract/console.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
import type { Chord } from "./keys.ts";

/**
 * What a console can do. The toolbar reads these and nothing else about a console.
 *
 * - `chords`: key combinations reach the machine as keys (Ctrl-Alt-Del and the like)
 * - `scaling`: a picture of a size of its own, which is placed in the element by `place`
 * - `pointer`: `pointer` and `wheel` reach the machine
 * - `quality`: the picture's fidelity can be chosen
 * - `log`: what the machine has said since its start may be kept, for the portal to show
 * - `tell-size`: `tellSize` is there
 * - `screenshot`, `search`, `copy`, `clear`, `paste`: the method of that name is there
 * - `soft-keyboard`: what a phone's keyboard gives can be typed: as text with `type` where that is there, else with `sendKeys`
 * - `match`: the guest can be given a size, by `resize`
 * - `sound`: `setSound` is there, and the machine has something that may sound
 * - `clipboard`: `setClipboard`, `offerClipboard` and `fetchClipboard` reach the guest's clipboard, or what stands for it in the display
 * - `files`: `sendFiles` is there, and so is dropping files on the console
 *
 * `clipboard` and `files` are the guest agent's: they come when it connects and go when it leaves. So does SPICE's `match`;
 * VNC's comes when the display says that it can be resized, and goes when it refuses.
 */
export type Capability =
  | "chords"
  | "scaling"
  | "pointer"
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
 * How large the picture is shown: `fit` fills the element, keeping the picture's proportions; `actual` shows one of its pixels as
 * one of the screen's; `match` gives the guest the element's size, again whenever that changes, and is `fit` where it cannot.
 */
export type Scaling = "fit" | "actual" | "match";

/** In pixels: the guest's, or CSS's where it is an element's. */
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Where a picture lies in its element: its upper left corner, in CSS pixels, and how many of them one of the guest's pixels has. */
export interface Placement extends Point {
  scale: number;
  /** Each of the guest's pixels covers a whole number of the screen's, so they are to be shown with hard edges. */
  crisp: boolean;
}

/** What a finger does, and where: CSS pixels of the element, and milliseconds of any clock. */
export interface TouchPoint extends Point {
  phase: "down" | "move" | "up" | "cancel";
  /** Of this finger for as long as it is down. */
  id: number;
  time: number;
}

/** How far the mouse is into the margin of the element, from -1 (at the left or the upper edge) to 1; 0 where it is in no margin. */
export type Edge = Point;

/** The mouse at a pixel of the guest's picture. `buttons` is that of `MouseEvent`: 1 left, 2 right, 4 middle. */
export interface PointerState extends Point {
  buttons: number;
}

/** `exact`: never lossy. `balanced`: lossy only where the machine's display was set up so. `saver`: the fewest bytes, and fewer pictures in a second. */
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
  /** So many pictures were drawn since this was last told. */
  frames: number;
  /** The size of the guest's picture in pixels, or of the terminal in characters. */
  resize: Size;
  /** What fingers did to the picture at one moment. It does nothing by itself: `pointer` and `wheel` say what was meant. */
  touch: readonly TouchPoint[];
  /** The mouse came into a margin of the element, moved in it, or left it. */
  edge: Edge;
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
  setQuality(quality: Quality): void;
  focus(): void;
  /** The size of the guest's picture; null before there is one. Not there where the console has no picture. */
  readonly picture?: Size | null;
  /** Places the picture in the element. Until then it is nowhere in particular. */
  place?(placement: Placement): void;
  /** Asks the guest to take a size, in its pixels. It may take another or none; the event `resize` tells. */
  resize?(size: Size): void;
  /** Moves the mouse, and presses and releases its buttons. Movements may be thinned out, buttons never. */
  pointer?(state: PointerState): void;
  /** Turns the wheel by whole clicks at the mouse's place: to the right and down, or with negative numbers to the left and up. */
  wheel?(clicks: Point): void;
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
