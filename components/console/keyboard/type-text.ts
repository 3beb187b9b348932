import { key, letterKey } from "../keys.ts";
import type { ConsoleSession } from "../session.ts";
import { type LayoutId, type Strokes, strokesOf } from "./layout.ts";

/** How fast text is typed. */
export type Pace = "slow" | "normal" | "fast";

export const paces: readonly Pace[] = ["slow", "normal", "fast"];

/**
 * Milliseconds for each key of a chord before the next chord. QEMU's PS/2 keyboard keeps 16 bytes for a guest that is busy and drops what comes on top
 * (hw/input/ps2.c), and a chord with AltGr and Shift has eleven, so it is given three times as long as one key: `normal` is for an idle guest, `slow` for one that is starting or far away.
 */
const PACE_MS: Record<Pace, number> = { slow: 120, normal: 30, fast: 10 };

/** Milliseconds that a guest's clipboard is given to have the text before Ctrl+V, and the program to take it before the next key. */
const CLIPBOARD_MS = 600;

/** One thing to do: type a character, or paste some that no key has. */
type Step = { characters: number } & ({ strokes: Strokes } | { paste: string });

/** Makes of what stands in a field what keys can type: accents joined with their letters, each line ended by one line break. */
export function typeable(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n").normalize("NFC");
}

/** Plans the typing of text; what the layout has no keys for is pasted, or left out where it cannot be. */
export function stepsOf(text: string, layout: LayoutId, paste: boolean): Step[] {
  const steps: Step[] = [];
  for (const character of text) {
    const strokes = strokesOf(layout, character);
    const last = steps.at(-1);
    if (strokes) steps.push({ characters: 1, strokes });
    else if (paste && last && "paste" in last) {
      last.paste += character;
      last.characters++;
    } else if (paste) steps.push({ characters: 1, paste: character });
  }
  return steps;
}

type Typing = {
  steps: readonly Step[];
  pace: Pace;
  /** Ends the typing after the key that is being pressed; no key stays down, since each chord is released as it is sent. */
  signal: AbortSignal;
  /** Told how many characters have been sent. */
  onProgress: (characters: number) => void;
};

/** Types into a console, until the end or until it is told to stop. */
export async function typeText(session: TypingTarget, { steps, pace, signal, onProgress }: Typing): Promise<void> {
  let done = 0;
  for (const step of steps) {
    if ("strokes" in step) await press(session, step.strokes, PACE_MS[pace], signal);
    else await paste(session, step.paste, signal);
    if (signal.aborted) return;
    done += step.characters;
    onProgress(done);
  }
}

type TypingTarget = Pick<ConsoleSession, "sendKeys" | "offerClipboard">;

async function press(session: TypingTarget, strokes: Strokes, ms: number, signal: AbortSignal): Promise<void> {
  for (const chord of strokes) {
    if (signal.aborted) return;
    session.sendKeys(chord);
    await wait(ms * chord.length, signal);
  }
}

async function paste(session: TypingTarget, text: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  session.offerClipboard?.(text);
  await wait(CLIPBOARD_MS, signal);
  if (signal.aborted) return;
  session.sendKeys([key("ControlLeft"), letterKey("v")]);
  await wait(CLIPBOARD_MS, signal);
}

/** Waits so long, or until it is told to stop. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
