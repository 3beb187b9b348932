import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { VmId } from "#server/contract/vm.ts";
import { useNotify } from "../../ui/toaster.tsx";
import type { Chord } from "../keys.ts";
import { browserStorage } from "../remembered.ts";
import type { Capability, ConsoleSession } from "../session.ts";
import { keyboardChoices } from "./keyboard-choices.ts";
import type { LayoutId } from "./layout.ts";
import { type PhoneTarget, PhoneTyping } from "./phone-typing.ts";
import { RememberedKeyboard } from "./remembered-keyboard.ts";
import type { Pace } from "./type-text.ts";
import { useKeyboardLock } from "./use-keyboard-lock.ts";
import { type Typing, useTyping } from "./use-typing.ts";

/** The dialogs of the keyboard. */
export type KeyboardDialog = "type" | "chords";

/** Whatever types into the console, beside the person's own keyboard. */
export interface Keyboard {
  /** The guest's layout, as the person has chosen it. */
  layout: LayoutId;
  setLayout(layout: LayoutId): void;
  pace: Pace;
  setPace(pace: Pace): void;
  /** Chords of the person's own. */
  chords: readonly Chord[];
  setChords(chords: readonly Chord[]): void;
  typing: Typing;
  dialog: KeyboardDialog | null;
  show(dialog: KeyboardDialog | null): void;
  /** A phone's. */
  phone: {
    typing: PhoneTyping;
    /** The field that calls the phone's keyboard. */
    field: RefObject<HTMLTextAreaElement | null>;
    /** The key bar is in view. */
    open: boolean;
    /** To be called by a tap: without one, a phone keeps its keyboard down. */
    toggle(): void;
  };
}

/** The keyboard of one machine's console. `can`: what the console can do now; `hidden`: another console is in view. */
export function useKeyboard(session: ConsoleSession | null, can: ReadonlySet<Capability>, vm: VmId, hidden: boolean): Keyboard {
  const [remembered] = useState(() => new RememberedKeyboard(browserStorage(), navigator.language));
  const [layout, setLayout] = useState(() => remembered.layout(vm));
  const choices = keyboardChoices();
  const pace = useSyncExternalStore(choices.pace.subscribe, choices.pace.get);
  const chords = useSyncExternalStore(choices.chords.subscribe, choices.chords.get);
  const [dialog, show] = useState<KeyboardDialog | null>(null);
  useKeyboardLock(!hidden && can.has("soft-keyboard"));
  return {
    layout,
    setLayout: (chosen) => {
      remembered.setLayout(vm, chosen);
      setLayout(chosen);
    },
    pace,
    setPace: choices.pace.set,
    chords,
    setChords: choices.chords.set,
    typing: useTyping(session, can.has("chords")),
    dialog,
    show,
    phone: usePhone(can.has("soft-keyboard") ? session : null, layout),
  };
}

function usePhone(session: ConsoleSession | null, layout: LayoutId): Keyboard["phone"] {
  const t = useTranslations("keyboard.phone");
  const layouts = useTranslations("keyboard.layouts");
  const notify = useNotify();
  const field = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState(false);
  const told = useRef<PhoneTarget & { untypeable(character: string): void }>({ session, layout, untypeable: () => undefined });
  const [typing] = useState(
    () =>
      new PhoneTyping(
        () => told.current,
        (character) => told.current.untypeable(character),
      ),
  );
  useEffect(() => {
    told.current = { session, layout, untypeable: (character) => notify.note(t("untypeable", { character, layout: layouts(layout) })) };
  });
  useEffect(() => {
    if (session) return () => typing.stop();
  }, [session, typing]);
  const toggle = () => {
    if (open) field.current?.blur();
    else field.current?.focus({ preventScroll: true });
    if (open) typing.sticky.release();
    else session?.capsOff?.();
    setOpen(!open);
  };
  return { typing, field, open: open && session !== null, toggle };
}
