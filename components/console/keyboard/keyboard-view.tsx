"use client";

import type { Capability, ConsoleSession } from "../session.ts";
import { focusSession } from "../use-focus.ts";
import { ChordsDialog } from "./chords-dialog.tsx";
import { KeyBar } from "./key-bar.tsx";
import { SoftField } from "./soft-field.tsx";
import { TypeDialog } from "./type-dialog.tsx";
import { TypingPane } from "./typing-pane.tsx";
import type { Keyboard } from "./use-keyboard.ts";

type KeyboardViewProps = {
  keyboard: Keyboard;
  session: ConsoleSession | null;
  can: ReadonlySet<Capability>;
  /** The machine's. */
  name: string;
  /** What a screen reader calls the console. */
  label: string;
  /** Text may be put on the guest's clipboard. */
  mayPaste: boolean;
  /** Another console is in view, and has the focus. */
  hidden: boolean;
};

/** What the keyboard shows over the picture: a phone's field and key bar, the dialogs, and text on its way. */
export function KeyboardView({ keyboard, session, can, name, label, mayPaste, hidden }: KeyboardViewProps) {
  const { phone, typing } = keyboard;
  return (
    <>
      {can.has("soft-keyboard") && <SoftField label={label} field={phone.field} typing={phone.typing} />}
      {phone.open && <KeyBar keyboard={keyboard} can={can} />}
      {typing.progress && <TypingPane progress={typing.progress} onStop={typing.stop} onGone={() => !hidden && focusSession(session)} />}
      <TypeDialog keyboard={keyboard} name={name} mayPaste={mayPaste && can.has("clipboard")} />
      <ChordsDialog keyboard={keyboard} />
    </>
  );
}
