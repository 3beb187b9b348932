import { type Chord, isNamedKey, key } from "./keys.ts";

/** A phone opens its keyboard for a field only, so this is one, out of sight, whose input becomes keys. */
export interface SoftKeyboard {
  show(): void;
  dispose(): void;
}

interface KeySink {
  chord(keys: Chord): void;
  /** One character that has no place on the keyboard. */
  character(character: string): void;
}

/** A field that is never empty, so that a phone's Backspace always has something to delete and is told to us. */
const FILLER = "\u200b".repeat(8);

/** Adds the field to an element. Words that are being composed are sent when they are finished. */
export function addSoftKeyboard(element: HTMLElement, label: string, sink: KeySink): SoftKeyboard {
  const field = document.createElement("textarea");
  field.setAttribute("aria-label", label);
  field.autocapitalize = "off";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.tabIndex = -1;
  field.className = "absolute bottom-0 left-0 size-px resize-none text-read opacity-0";

  const refill = () => {
    field.value = FILLER;
    field.setSelectionRange(FILLER.length, FILLER.length);
  };
  const send = () => {
    const { value } = field;
    for (let kept = value.length; kept < FILLER.length; kept++) sink.chord([key("Backspace")]);
    for (const character of value.replaceAll("\u200b", "")) {
      if (character === "\n") sink.chord([key("Enter")]);
      else sink.character(character);
    }
    refill();
  };
  field.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) send();
  });
  field.addEventListener("compositionend", send);
  field.addEventListener("keydown", (event) => {
    if (!isNamedKey(event.code) || event.code === "Backspace") return;
    event.preventDefault();
    sink.chord([key(event.code)]);
  });
  refill();
  element.append(field);
  return {
    show: () => field.focus({ preventScroll: true }),
    dispose: () => field.remove(),
  };
}
