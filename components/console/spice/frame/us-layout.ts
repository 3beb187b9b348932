/** The keys of a US keyboard that carry characters, each with what stands on it plain and with Shift. */
const keys: Record<string, string> = {
  Backquote: "`~",
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
  Tab: "\t\t",
  Enter: "\n\n",
};
[..."1!2@3#4$5%6^7&8*9(0)"].forEach((character, index, all) => {
  if (index % 2 === 0) keys[`Digit${character}`] = `${character}${all[index + 1]}`;
});
for (const letter of "abcdefghijklmnopqrstuvwxyz") keys[`Key${letter.toUpperCase()}`] = `${letter}${letter.toUpperCase()}`;

/**
 * The places of the keys that type a character on a US keyboard, in the order in which they go down. SPICE carries keys
 * and no characters, so this is as good as it gets for one that came without a key.
 * @returns [] for a character that is on no such key
 */
export function keysOfCharacter(character: string): string[] {
  for (const [code, [plain, shifted]] of Object.entries(keys)) {
    if (character === plain) return [code];
    if (character === shifted) return ["ShiftLeft", code];
  }
  return [];
}
