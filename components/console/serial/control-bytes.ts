import type { Chord } from "../keys.ts";

const single: Partial<Record<string, string>> = {
  Enter: "\r",
  Escape: "\x1b",
  Tab: "\t",
  Backspace: "\x7f",
  Delete: "\x1b[3~",
  ArrowUp: "\x1b[A",
  ArrowDown: "\x1b[B",
  ArrowRight: "\x1b[C",
  ArrowLeft: "\x1b[D",
};

/** What a terminal sends for a chord (ECMA-48, xterm's ctlseqs), or null where it has no form: a serial line carries characters, not keys. */
export function controlBytes(chord: Chord): string | null {
  const [first, second] = chord;
  if (first && chord.length === 1) return single[first.code] ?? null;
  if (first?.code === "ControlLeft" && second && chord.length === 2) {
    const letter = /^Key([A-Z])$/.exec(second.code)?.[1];
    return letter ? String.fromCharCode(letter.charCodeAt(0) & 0x1f) : null;
  }
  return null;
}
