import { describe, expect, it } from "vitest";
import { charactersOf, type LayoutId, layoutIds, strokesOf, untypeable } from "./layout.ts";

/** Places as they go down, dead keys first: "ShiftLeft+KeyA", "Equal KeyE". */
function typed(layout: LayoutId, character: string): string | undefined {
  return strokesOf(layout, character)
    ?.map((chord) => chord.map(({ code }) => code).join("+"))
    .join(" ");
}

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

describe.each(layoutIds)("%s", (layout) => {
  it("types every one of its characters by keys that no other of them has", () => {
    const characters = charactersOf(layout);
    const ways = characters.map((character) => typed(layout, character));
    expect(ways).not.toContain(undefined);
    expect(new Set(ways).size).toBe(characters.length);
  });

  it("ends a line with Enter, and has Tab and Space", () => {
    expect(["\n", "\t", " "].map((character) => typed(layout, character))).toEqual(["Enter", "Tab", "Space"]);
  });
});

it.each(layoutIds.filter((layout) => layout !== "ru"))("%s types all of ASCII", (layout) => {
  expect(untypeable(layout, ascii)).toEqual([]);
});

/** What people of each country write, all of it. */
const sentences: Partial<Record<LayoutId, string>> = {
  gb: "£5 ¬ é",
  de: "Größe, Äpfel: 3 € @ café naïve",
  fr: "Être, voilà, dix €, çà et là : À É Ü ù",
  es: "¿Mañana, pingüino? ¡Sí, acción! Á ü ñ ç €",
  it: "Perché così? È già più € ò ù",
  br: "Ação, você, às três: pão ü É õ",
  se: "Åh, räksmörgås é ü €",
  ch: "Grüezi, Genève, français, è é à Ä Ö Ü €",
  ru: "Съешь ещё этих мягких французских булок, да выпей чаю № 5",
};

it.each(Object.entries(sentences))("%s types its own language", (layout, sentence) => {
  expect(untypeable(layout as LayoutId, sentence)).toEqual([]);
});

it("names what a layout cannot type, each once", () => {
  expect(untypeable("us", "Grüße, Größe €")).toEqual(["ü", "ß", "ö", "€"]);
  expect(untypeable("ru", "ls -la /")).toEqual(["l", "s", "a"]);
  expect(untypeable("jp", "日本")).toEqual(["日", "本"]);
  expect(untypeable("de", "👍")).toEqual(["👍"]);
});

/** Spot checks against the keyboards themselves. */
const keys: [LayoutId, string, string][] = [
  ["us", "~", "ShiftLeft+Backquote"],
  ["us", "<", "ShiftLeft+Comma"],
  ["gb", "#", "Backslash"],
  ["gb", "\\", "IntlBackslash"],
  ["gb", "€", "AltRight+Digit4"],
  ["de", "z", "KeyY"],
  ["de", "@", "AltRight+KeyQ"],
  ["de", "^", "Backquote Space"],
  ["de", "é", "Equal KeyE"],
  ["de", "ẞ", "AltRight+ShiftLeft+KeyS"],
  ["fr", "1", "ShiftLeft+Digit1"],
  ["fr", "ê", "BracketLeft KeyE"],
  ["fr", "Ë", "ShiftLeft+BracketLeft ShiftLeft+KeyE"],
  ["fr", "`", "AltRight+Digit7"],
  ["es", "´", "Quote Quote"],
  ["es", "Ñ", "ShiftLeft+Semicolon"],
  ["it", "~", "AltRight+Equal"],
  ["br", "/", "IntlRo"],
  ["br", "ã", "Quote KeyA"],
  ["se", "~", "AltRight+BracketRight Space"],
  ["ch", "ç", "ShiftLeft+Digit4"],
  ["jp", "@", "BracketLeft"],
  ["jp", "_", "ShiftLeft+IntlRo"],
  ["jp", "|", "ShiftLeft+IntlYen"],
  ["ru", "я", "KeyZ"],
  ["ru", ",", "ShiftLeft+Slash"],
];

it.each(keys)("%s types %s by %s", (layout, character, expected) => {
  expect(typed(layout, character)).toBe(expected);
});

it("says what the keys mean, for displays that ask for the character", () => {
  const keysyms = (layout: LayoutId, character: string) => strokesOf(layout, character)?.map((chord) => chord.at(-1)?.keysym);
  expect(keysyms("de", "ä")).toEqual([0xe4]);
  expect(keysyms("de", "€")).toEqual([0x010020ac]);
  expect(keysyms("fr", "ê")).toEqual([0xfe52, 0x65]);
});
