/** Keys without a prefix, from scan code 1 on, as they lie in the PS/2 set 1 ("PC/XT scan code set"). */
const plain = [
  "Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace",
  "Tab KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter",
  "ControlLeft KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote",
  "ShiftLeft Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight",
  "NumpadMultiply AltLeft Space CapsLock F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock",
  "Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal",
]
  .join(" ")
  .split(" ");

/** The rest of set 1 without a prefix. */
const further: Record<string, number> = {
  IntlBackslash: 0x56,
  F11: 0x57,
  F12: 0x58,
  NumpadEqual: 0x59,
  F13: 0x5d,
  F14: 0x5e,
  F15: 0x5f,
  KanaMode: 0x70,
  Lang2: 0x71,
  Lang1: 0x72,
  IntlRo: 0x73,
  Convert: 0x79,
  NonConvert: 0x7b,
  IntlYen: 0x7d,
  NumpadComma: 0x7e,
};

/** Keys behind the prefix 0xE0. */
const extended: Record<string, number> = {
  MediaTrackPrevious: 0x10,
  MediaTrackNext: 0x19,
  NumpadEnter: 0x1c,
  ControlRight: 0x1d,
  AudioVolumeMute: 0x20,
  LaunchApp2: 0x21,
  MediaPlayPause: 0x22,
  MediaStop: 0x24,
  AudioVolumeDown: 0x2e,
  AudioVolumeUp: 0x30,
  BrowserHome: 0x32,
  NumpadDivide: 0x35,
  PrintScreen: 0x37,
  AltRight: 0x38,
  Home: 0x47,
  ArrowUp: 0x48,
  PageUp: 0x49,
  ArrowLeft: 0x4b,
  ArrowRight: 0x4d,
  End: 0x4f,
  ArrowDown: 0x50,
  PageDown: 0x51,
  Insert: 0x52,
  Delete: 0x53,
  MetaLeft: 0x5b,
  MetaRight: 0x5c,
  ContextMenu: 0x5d,
  Power: 0x5e,
  BrowserSearch: 0x65,
  BrowserFavorites: 0x66,
  BrowserRefresh: 0x67,
  BrowserStop: 0x68,
  BrowserForward: 0x69,
  BrowserBack: 0x6a,
  LaunchApp1: 0x6b,
  LaunchMail: 0x6c,
  MediaSelect: 0x6d,
};

const PREFIX = 0xe0;
const RELEASED = 0x80;

const pressed = new Map<string, readonly number[]>([
  ...plain.map((code, index) => [code, [index + 1]] as const),
  ...Object.entries(further).map(([code, scan]) => [code, [scan]] as const),
  ...Object.entries(extended).map(([code, scan]) => [code, [PREFIX, scan]] as const),
]);

/** Pause has a prefix and two codes of its own (QEMU's ui/spice-input.c, pauseseq). */
const PAUSE = { down: [0xe1, 0x1d, 0x45], up: [0xe1, 0x9d, 0xc5] };

/**
 * The scan codes of a key, as SPICE packs them: the first in the lowest byte (spice-server's inputs-channel takes a key
 * message apart byte by byte until a zero). `code` is a place on the keyboard, `KeyboardEvent.code`.
 * @returns null for a key that a PC keyboard does not have
 */
export function scanCodeOf(code: string, down: boolean): number | null {
  if (code === "Pause") return pack(down ? PAUSE.down : PAUSE.up);
  const codes = pressed.get(code);
  if (!codes) return null;
  return pack(down ? codes : codes.with(-1, (codes.at(-1) ?? 0) | RELEASED));
}

/** Whether it is Caps Lock, Num Lock or Scroll Lock going down. */
export function isLockScanCode(scanCode: number): boolean {
  return ["CapsLock", "NumLock", "ScrollLock"].some((code) => scanCodeOf(code, true) === scanCode);
}

function pack(bytes: readonly number[]): number {
  return bytes.reduce((packed, byte, index) => packed | (byte << (8 * index)), 0);
}
