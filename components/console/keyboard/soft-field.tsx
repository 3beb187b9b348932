import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { isModifier, type Key, key, keyAt, type NamedKey } from "../keys.ts";
import type { PhoneTyping } from "./phone-typing.ts";

type SoftFieldProps = { label: string; field: RefObject<HTMLTextAreaElement | null>; typing: PhoneTyping };

/** Stands before the text, so that Backspace has something to delete when the text is empty, and is told to us. */
const FILLER = "\u200b".repeat(8);
/** From this length on, in characters, the text begins anew at the end of a word: nobody corrects what is so far back. */
const LONG = 160;

/** A phone opens its keyboard for a field only, so this is one, out of sight: what its text becomes is what the guest is typed. */
export function SoftField({ label, field, typing }: SoftFieldProps) {
  const filler = useRef(FILLER.length);
  const restart = () => {
    const element = field.current;
    if (!element) return;
    typing.settle();
    filler.current = FILLER.length;
    element.value = FILLER;
    element.setSelectionRange(FILLER.length, FILLER.length);
  };
  const first = useRef(restart);
  useEffect(() => first.current(), []);

  const onInput = ({ currentTarget: { value }, nativeEvent }: FormEvent<HTMLTextAreaElement>) => {
    const text = value.replaceAll("\u200b", "");
    const left = value.length - text.length;
    for (let count = left; count < filler.current; count++) typing.press(key("Backspace"));
    const composing = nativeEvent instanceof InputEvent && nativeEvent.isComposing;
    const erased = left < filler.current;
    filler.current = left;
    const over = typing.become(text);
    if (over || (!composing && (erased || (text.length > LONG && text.endsWith(" "))))) restart();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = keyToPress(event);
    if (!pressed) return;
    event.preventDefault();
    if (pressed.length > 1) typing.chord(pressed);
    else if (pressed[0]) typing.press(pressed[0]);
    restart();
  };
  return (
    <textarea
      ref={field}
      aria-label={label}
      autoCapitalize="off"
      autoComplete="off"
      spellCheck={false}
      tabIndex={-1}
      rows={1}
      onInput={onInput}
      onKeyDown={onKeyDown}
      onBlur={restart}
      className="absolute bottom-0 left-0 size-px resize-none text-read opacity-0"
    />
  );
}

/** Keys that give a field no text, or whose text is none of its business. */
const PRESSED = /^(?:F\d+|Enter|Tab|Escape|Delete|Insert|Home|End|Page\w+|Arrow\w+|PrintScreen|Pause|ContextMenu)$/;

/** What a key does by itself: a named one, or any with Ctrl, Alt or Super from a keyboard that is plugged in. */
function keyToPress({ code, nativeEvent, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): Key[] | null {
  const pressed = keyAt(code);
  if (!pressed || isModifier(pressed) || nativeEvent.isComposing || nativeEvent.getModifierState("AltGraph")) return null;
  if (!ctrlKey && !altKey && !metaKey && !PRESSED.test(code)) return null;
  const held: [NamedKey, boolean][] = [
    ["ControlLeft", ctrlKey],
    ["AltLeft", altKey],
    ["MetaLeft", metaKey],
    ["ShiftLeft", shiftKey],
  ];
  return [...held.filter(([, down]) => down).map(([name]) => key(name)), pressed];
}
