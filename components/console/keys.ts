/** A key by its place on the keyboard (`KeyboardEvent.code`) and by what it means on a US layout (X11 keysym). */
export interface Key {
  code: string;
  keysym: number;
}

/** Keys held together, in the order in which they go down. */
export type Chord = readonly Key[];

/** X11's keysymdef.h: the keys that the chords need. */
const named = {
  ControlLeft: 0xffe3,
  AltLeft: 0xffe9,
  ShiftLeft: 0xffe1,
  MetaLeft: 0xffeb,
  Delete: 0xffff,
  Backspace: 0xff08,
  Tab: 0xff09,
  Enter: 0xff0d,
  Escape: 0xff1b,
  PrintScreen: 0xff61,
  Pause: 0xff13,
  ContextMenu: 0xff67,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  Insert: 0xff63,
} as const;

export type NamedKey = keyof typeof named;

/** A key that has a name of its own. */
export function key(code: NamedKey): Key {
  return { code, keysym: named[code] };
}

/** F1 to F12. */
export function functionKey(number: number): Key {
  return { code: `F${number}`, keysym: 0xffbd + number };
}

/** A letter key, "a" to "z". */
export function letterKey(letter: string): Key {
  return { code: `Key${letter.toUpperCase()}`, keysym: letter.toLowerCase().charCodeAt(0) };
}

/** Whether a `KeyboardEvent.code` is one that {@link key} takes. */
export function isNamedKey(code: string): code is NamedKey {
  return Object.hasOwn(named, code);
}
