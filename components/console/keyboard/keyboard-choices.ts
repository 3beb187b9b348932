import type { Chord } from "../keys.ts";
import { browserStorage } from "../remembered.ts";
import { choiceOfBrowser, type SharedChoice } from "../shared-choice.ts";
import { CHORDS_NAME, PACE_NAME, RememberedKeyboard } from "./remembered-keyboard.ts";
import type { Pace } from "./type-text.ts";

/** What a person chose for the keyboards of all machines. */
type KeyboardChoices = { pace: SharedChoice<Pace>; chords: SharedChoice<readonly Chord[]> };

let shared: KeyboardChoices | undefined;

/** One for all consoles: each would write a list of its own over what another has added. Browser only. */
export function keyboardChoices(): KeyboardChoices {
  shared ??= browserChoices();
  return shared;
}

function browserChoices(): KeyboardChoices {
  const remembered = new RememberedKeyboard(browserStorage(), navigator.language);
  return {
    pace: choiceOfBrowser(PACE_NAME, {
      read: () => remembered.pace,
      write: (pace) => {
        remembered.pace = pace;
      },
    }),
    chords: choiceOfBrowser<readonly Chord[]>(CHORDS_NAME, {
      read: () => remembered.chords,
      write: (chords) => {
        remembered.chords = chords;
      },
    }),
  };
}
