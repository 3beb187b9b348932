import type { VmId } from "#server/contract/vm.ts";
import { KeptTexts } from "../kept-texts.ts";
import { type Chord, type Key, keyAt } from "../keys.ts";
import type { Storage } from "../remembered.ts";
import { type LayoutId, layoutIds } from "./layout.ts";
import { type Pace, paces } from "./type-text.ts";

/** Chords of a person's own, at most; a list that is longer is no menu. */
export const MAX_OWN_CHORDS = 24;

const PREFIX = "oriel.keyboard.";
const PACE = "pace";
const CHORDS = "chords";
/** Under which localStorage has what is chosen for all machines. */
export const PACE_NAME = PREFIX + PACE;
export const CHORDS_NAME = PREFIX + CHORDS;

/** The layout that people of a language are likely to have, where the browser's language names one (BCP 47). */
const layoutOf: Partial<Record<string, LayoutId>> = {
  "en-gb": "gb",
  "de-ch": "ch",
  "fr-ch": "ch",
  "it-ch": "ch",
  de: "de",
  fr: "fr",
  es: "es",
  it: "it",
  "pt-br": "br",
  sv: "se",
  ja: "jp",
  ru: "ru",
};

/** The layout to begin with; "us" where the language says nothing. */
export function layoutOfLanguage(language: string): LayoutId {
  const tag = language.toLowerCase();
  return layoutOf[tag] ?? layoutOf[tag.split("-")[0] ?? ""] ?? "us";
}

/** What a person chose for typing, kept in this browser: each machine's layout, the pace, and chords of their own. */
export class RememberedKeyboard {
  readonly #kept: KeptTexts;
  readonly #language: string;

  /** @param language the browser's, which says the layout of machines that none was chosen for */
  constructor(storage: Storage | null, language: string) {
    this.#kept = new KeptTexts(storage, PREFIX);
    this.#language = language;
  }

  layout(vm: VmId): LayoutId {
    const kept = this.#kept.read(`layout.${vm}`);
    return layoutIds.find((one) => one === kept) ?? layoutOfLanguage(this.#language);
  }

  setLayout(vm: VmId, layout: LayoutId): void {
    this.#kept.write(`layout.${vm}`, layout);
  }

  get pace(): Pace {
    return paces.find((one) => one === this.#kept.read(PACE)) ?? "normal";
  }

  set pace(chosen: Pace) {
    this.#kept.write(PACE, chosen);
  }

  get chords(): Chord[] {
    return readChords(this.#kept.read(CHORDS));
  }

  set chords(chosen: readonly Chord[]) {
    this.#kept.write(CHORDS, JSON.stringify(chosen.map((chord) => chord.map(({ code }) => code))));
  }
}

/** Believes only what could have been written: lists of places of keys that exist. */
function readChords(text: string | null): Chord[] {
  const lists = parsed(text);
  if (!Array.isArray(lists)) return [];
  const chords = lists.map((codes): Chord => (Array.isArray(codes) ? codes.map(keyOf).filter((key) => key !== null) : []));
  return chords.filter((chord) => chord.length > 0).slice(0, MAX_OWN_CHORDS);
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
}

function keyOf(code: unknown): Key | null {
  return typeof code === "string" ? keyAt(code) : null;
}
