import { browserStorage, CLIPBOARD_NAME, Remembered } from "../remembered.ts";
import { choiceOfBrowser, type SharedChoice } from "../shared-choice.ts";

let shared: SharedChoice<boolean> | undefined;

/** Whether everything is shared by itself: turned off in one console, it must be off in those behind it, too. Browser only. */
export function clipboardChoice(): SharedChoice<boolean> {
  shared ??= browserChoice();
  return shared;
}

function browserChoice(): SharedChoice<boolean> {
  const remembered = new Remembered(browserStorage());
  return choiceOfBrowser(CLIPBOARD_NAME, {
    read: () => remembered.sharesClipboard,
    write: (automatic) => {
      remembered.sharesClipboard = automatic;
    },
  });
}
