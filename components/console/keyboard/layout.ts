import { type Chord, type Key, key } from "../keys.ts";
import { type LayoutTable, layoutTables } from "./layout-tables.ts";

/** A keyboard layout of the guest, by the name that Linux has for it. */
export type LayoutId = keyof typeof layoutTables;

export const layoutIds = Object.keys(layoutTables) as LayoutId[];

/** What is pressed for one character: a chord, or a dead key's and then another. */
export type Strokes = readonly Chord[];

/** The keys that carry characters, row by row from the top; the last of the first, and of the fourth, are on few keyboards. */
const places = [
  "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal IntlYen",
  "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight",
  "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backslash",
  "IntlBackslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash IntlRo",
].map((row) => row.split(" "));

const NOTHING = "␀";
const DEAD = "◌";
const LETTER = /^\p{L}$/u;

/** X11's keysymdef.h, ISO_Level3_Shift: what the right Alt is where there is AltGr. */
const altGr: Key = { code: "AltRight", keysym: 0xfe03 };
const shift = key("ShiftLeft");

/** Simplest first: a character that is on several keys is typed with the fewest. */
const levels: readonly { name: keyof LayoutTable; held: readonly Key[] }[] = [
  { name: "plain", held: [] },
  { name: "shift", held: [shift] },
  { name: "altGr", held: [altGr] },
  { name: "altGrShift", held: [altGr, shift] },
];

/** The dead keys' keysyms by their accents (keysymdef.h, XK_dead_*). */
const deadKeysyms: Partial<Record<string, number>> = {
  "\u0300": 0xfe50,
  "\u0301": 0xfe51,
  "\u0302": 0xfe52,
  "\u0303": 0xfe53,
  "\u0304": 0xfe54,
  "\u0306": 0xfe55,
  "\u0307": 0xfe56,
  "\u0308": 0xfe57,
  "\u030a": 0xfe58,
  "\u030b": 0xfe59,
  "\u030c": 0xfe5a,
  "\u0327": 0xfe5b,
  "\u0328": 0xfe5c,
  "\u0323": 0xfe60,
  "\u0309": 0xfe61,
  "\u031b": 0xfe62,
};

/** Accents that stand alone: their dead key and Space; for two of them that is a quotation mark, and the dead key twice is the accent (libX11's Compose). */
const alone: Partial<Record<string, { accent: string; twice?: true }>> = {
  "`": { accent: "\u0300" },
  "´": { accent: "\u0301", twice: true },
  "^": { accent: "\u0302" },
  "~": { accent: "\u0303" },
  "¯": { accent: "\u0304" },
  "˘": { accent: "\u0306" },
  "˙": { accent: "\u0307" },
  "¨": { accent: "\u0308", twice: true },
  "°": { accent: "\u030a" },
  "˝": { accent: "\u030b" },
  ˇ: { accent: "\u030c" },
  "¸": { accent: "\u0327" },
  "˛": { accent: "\u0328" },
};

const space: Chord = [{ code: "Space", keysym: 0x20 }];
const controls: Partial<Record<string, Strokes>> = { "\n": [[key("Enter")]], "\t": [[key("Tab")]], " ": [space] };

type Keyboard = {
  /** The chords that type a character by themselves. */
  direct: ReadonlyMap<string, Chord>;
  /** The chords of the dead keys, by their accents. */
  dead: ReadonlyMap<string, Chord>;
};

const keyboards = new Map<LayoutId, Keyboard>();

/**
 * What is pressed on a layout for a character, which is composed (NFC) where it can be.
 * @returns null where the layout cannot type it
 */
export function strokesOf(layout: LayoutId, character: string): Strokes | null {
  const keyboard = keyboardOf(layout);
  const direct = keyboard.direct.get(character);
  if (direct) return [direct];
  return controls[character] ?? composed(keyboard, character) ?? accentAlone(keyboard, character);
}

/** The characters that the layout has no keys for, each once, in the order in which they come. */
export function untypeable(layout: LayoutId, text: string): string[] {
  return [...new Set(text)].filter((character) => strokesOf(layout, character) === null);
}

/** All that a layout can type, without line breaks and tabs. */
export function charactersOf(layout: LayoutId): string[] {
  const { direct, dead } = keyboardOf(layout);
  const accented = [...direct.keys()].flatMap((base) => [...dead.keys()].map((accent) => (base + accent).normalize()));
  const all = [" ", ...direct.keys(), ...accented, ...Object.keys(alone)];
  return [...new Set(all)].filter((character) => [...character].length === 1 && strokesOf(layout, character) !== null);
}

/** A letter with one accent: canonical decomposition says which (Unicode, UAX 15), and libX11's Compose has all of them. */
function composed({ direct, dead }: Keyboard, character: string): Strokes | null {
  const [base = "", accent = "", ...more] = character.normalize("NFD");
  const [first, second] = [dead.get(accent), direct.get(base)];
  return first && second && LETTER.test(base) && more.length === 0 ? [first, second] : null;
}

function accentAlone({ dead }: Keyboard, character: string): Strokes | null {
  const { accent = "", twice } = alone[character] ?? {};
  const first = dead.get(accent);
  return first ? [first, twice ? first : space] : null;
}

function keyboardOf(layout: LayoutId): Keyboard {
  const known = keyboards.get(layout);
  if (known) return known;
  const made = read(layoutTables[layout]);
  keyboards.set(layout, made);
  return made;
}

function read(table: LayoutTable): Keyboard {
  const direct = new Map<string, Chord>();
  const dead = new Map<string, Chord>();
  for (const { code, on, held } of keysOf(table)) {
    const isDead = on.startsWith(DEAD);
    const what = isDead ? on.slice(DEAD.length) : on;
    const chords = isDead ? dead : direct;
    if (on !== NOTHING && !chords.has(what)) chords.set(what, [...held, { code, keysym: isDead ? deadKeysym(what) : keysymOf(what) }]);
  }
  return { direct, dead };
}

function* keysOf(table: LayoutTable) {
  for (const { name, held } of levels) {
    const rows = (table[name] ?? "").split("\n").filter((row) => row.trim() !== "");
    for (const [index, row] of rows.entries()) {
      for (const [place, on] of row.trim().split(" ").entries()) {
        const code = places[index]?.[place];
        if (code) yield { code, on, held };
      }
    }
  }
}

function deadKeysym(accent: string): number {
  const keysym = deadKeysyms[accent];
  if (keysym === undefined) throw new Error(`a dead key without a keysym: ${accent}`);
  return keysym;
}

/** Latin-1 is its own keysym; all else of Unicode has one with this bit (keysymdef.h). */
const UNICODE = 0x01000000;

function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? point : UNICODE | point;
}
