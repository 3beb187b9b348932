import { type Chord, functionKey, isNamedKey, type Key, key, letterKey, type NamedKey } from "./keys.ts";

/** A chord as the menu lists it. `label` is what stands on the keys and is not translated; `hint` names a message that says what it does. */
export interface NamedChord {
  id: string;
  label: string;
  hint?: `sysrq-${"r" | "e" | "i" | "s" | "u" | "b"}`;
  keys: Chord;
}

export interface ChordGroup {
  /** The message that names the group. */
  id: "terminals" | "keys" | "sysrq";
  chords: readonly NamedChord[];
}

/** What stands on a key, where it is not its code. */
const caps: Partial<Record<string, string>> = {
  ControlLeft: "Ctrl",
  AltLeft: "Alt",
  ShiftLeft: "Shift",
  MetaLeft: "Super",
  ControlRight: "Right Ctrl",
  AltRight: "AltGr",
  ShiftRight: "Right Shift",
  MetaRight: "Right Super",
  Delete: "Del",
  Escape: "Esc",
  PrintScreen: "Print",
  ContextMenu: "Menu",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** What stands on a key; it is not translated. */
export function cap({ code, keysym }: Key): string {
  const known = caps[code];
  if (known) return known;
  return isNamedKey(code) || /^F\d/.test(code) ? code : String.fromCharCode(keysym).toUpperCase();
}

/** A chord of a person's own, as the menu lists it. */
export function ownChord(keys: Chord): NamedChord {
  return chord(keys);
}

function chord(keys: Chord, hint?: NamedChord["hint"]): NamedChord {
  const label = keys.map(cap).join("+");
  return { id: label.toLowerCase(), label, keys, ...(hint && { hint }) };
}

function named(...codes: NamedKey[]): Key[] {
  return codes.map(key);
}

const terminals = Array.from({ length: 12 }, (_, index) => chord([...named("ControlLeft", "AltLeft"), functionKey(index + 1)]));

/** The kernel's magic SysRq in the order that ends a hung Linux gently (Documentation/admin-guide/sysrq.rst). */
const sysrq = (["r", "e", "i", "s", "u", "b"] as const).map((letter) =>
  chord([...named("AltLeft", "PrintScreen"), letterKey(letter)], `sysrq-${letter}`),
);

export const ctrlAltDel = chord(named("ControlLeft", "AltLeft", "Delete"));

/** The chords that are wanted most, in view as soon as the menu opens. */
export const commonChords: readonly NamedChord[] = [
  ctrlAltDel,
  chord(named("AltLeft", "Tab")),
  chord([key("AltLeft"), functionKey(4)]),
  chord(named("MetaLeft")),
  chord([key("MetaLeft"), letterKey("l")]),
  chord([key("MetaLeft"), letterKey("r")]),
  chord(named("ControlLeft", "Escape")),
  chord(named("ControlLeft", "ShiftLeft", "Escape")),
  chord(named("ControlLeft", "AltLeft", "Backspace")),
];

/** The others, by what they are for. */
export const chordGroups: readonly ChordGroup[] = [
  { id: "terminals", chords: terminals },
  { id: "keys", chords: named("PrintScreen", "Pause", "Insert", "ContextMenu", "Escape", "Tab").map((one) => chord([one])) },
  { id: "sysrq", chords: sysrq },
];
