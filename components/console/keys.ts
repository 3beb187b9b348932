/** A key by its place on the keyboard (`KeyboardEvent.code`) and by what it means on a US layout (X11 keysym). */
export interface Key {
  code: string;
  keysym: number;
}

/** Keys held together, in the order in which they go down. */
export type Chord = readonly Key[];

/** X11's keysymdef.h: the keys that are called by their name. */
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
  ControlRight: 0xffe4,
  AltRight: 0xffea,
  ShiftRight: 0xffe2,
  MetaRight: 0xffec,
  CapsLock: 0xffe5,
  NumLock: 0xff7f,
  ScrollLock: 0xff14,
  Space: 0x20,
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

/** What stands on the keys that are neither letters nor digits, on a US layout. */
const signs: Record<string, string> = {
  Backquote: "`",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Comma: ",",
  Period: ".",
  Slash: "/",
};

/**
 * The key at a place of the keyboard, `KeyboardEvent.code`.
 * @returns null for those that no chord is made of, as the numeric pad's
 */
export function keyAt(code: string): Key | null {
  if (isNamedKey(code)) return key(code);
  const [, letter, digit, number] = /^(?:Key([A-Z])|Digit(\d)|F([1-9]|1[0-2]))$/.exec(code) ?? [];
  if (letter) return letterKey(letter);
  if (number) return functionKey(Number(number));
  const printed = digit ?? (Object.hasOwn(signs, code) ? signs[code] : undefined);
  return printed ? { code, keysym: printed.charCodeAt(0) } : null;
}

/** Whether a key changes what others do, and does little by itself. */
export function isModifier({ code }: Key): boolean {
  return /^(?:Control|Alt|Shift|Meta)(?:Left|Right)$/.test(code);
}

/** Whether a `KeyboardEvent.code` is one that {@link key} takes. */
export function isNamedKey(code: string): code is NamedKey {
  return Object.hasOwn(named, code);
}
