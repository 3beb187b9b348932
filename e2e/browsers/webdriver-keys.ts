/** Keys that write nothing, as WebDriver numbers them (its section "Keyboard actions"); the others are what they write. */
const codePoints: Record<string, string> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  // E007, which some call Enter, is that of the numeric pad.
  Enter: "\uE006",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  Space: " ",
  PageDown: "\uE00F",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
  NumpadAdd: "\uE025",
  F1: "\uE031",
  F4: "\uE034",
  F9: "\uE039",
  F10: "\uE03A",
  F11: "\uE03B",
  F12: "\uE03C",
  MetaLeft: "\uE03D",
  ControlRight: "\uE051",
  AltRight: "\uE052",
};

/** "Control+Shift+Escape", named as Playwright names keys, in the order in which they go down. */
export function webdriverKeys(chord: string): string[] {
  return chord.split(/\+(?=.)/).map((key) => {
    const codePoint = codePoints[key] ?? key;
    if ([...codePoint].length !== 1) throw new Error(`There is no code point for the key ${key}.`);
    return codePoint;
  });
}
