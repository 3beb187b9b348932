import { type Chord, isNamedKey, type Key } from "../keys.ts";

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
  Home: "\x1b[H",
  End: "\x1b[F",
  Insert: "\x1b[2~",
  PageUp: "\x1b[5~",
  PageDown: "\x1b[6~",
  F1: "\x1bOP",
  F2: "\x1bOQ",
  F3: "\x1bOR",
  F4: "\x1bOS",
  F5: "\x1b[15~",
  F6: "\x1b[17~",
  F7: "\x1b[18~",
  F8: "\x1b[19~",
  F9: "\x1b[20~",
  F10: "\x1b[21~",
  F11: "\x1b[23~",
  F12: "\x1b[24~",
};

/** What Ctrl makes of the keys beside the letters (ECMA-48: the column of capitals, less 64). */
const withControl: Partial<Record<string, string>> = { BracketLeft: "\x1b", Backslash: "\x1c", BracketRight: "\x1d", Space: "\0" };

/** What a terminal sends for a chord (ECMA-48, xterm's ctlseqs), or null where it has no form: a serial line carries characters, not keys. */
export function controlBytes(chord: Chord): string | null {
  const [first, second] = chord;
  if (!first || chord.length > 2) return null;
  if (!second) return single[first.code] ?? null;
  if (first.code === "ControlLeft") return control(second);
  if (first.code !== "AltLeft") return null;
  const plain = single[second.code] ?? (isNamedKey(second.code) ? null : String.fromCharCode(second.keysym));
  return plain === null ? null : `\x1b${plain}`;
}

function control({ code }: Key): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter ? String.fromCharCode(letter.charCodeAt(0) & 0x1f) : (withControl[code] ?? null);
}
