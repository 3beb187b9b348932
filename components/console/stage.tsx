import { type RefObject, useState } from "react";
import type { SerialLine } from "#server/contract/vm.ts";
import { GuestHelp } from "../serial-help/guest-help.tsx";
import type { ConsoleView } from "./console-controller.ts";
import { key } from "./keys.ts";
import { SearchBar } from "./search-bar.tsx";
import { SilentHint } from "./silent-hint.tsx";
import { useKeyboardRing } from "./use-focus.ts";

type StageProps = {
  stage: RefObject<HTMLDivElement | null>;
  view: ConsoleView;
  /** The serial line that is open, where it is one. */
  line: SerialLine | undefined;
  searching: boolean;
  onSearchEnd: () => void;
};

/** A ring for those who came by keyboard; above the picture, which has no margin to show one around. */
const ringClass = "pointer-events-none absolute inset-0 ring-2 ring-accent ring-inset";

/** Where the sessions show their pictures, and what belongs to a live one. */
export function Stage({ stage, view, line, searching, onSearchEnd }: StageProps) {
  const { model, session, silent } = view;
  const [help, setHelp] = useState(false);
  const ring = useKeyboardRing(stage);
  const live = model.phase === "connected";
  const wake = () => {
    session?.sendKeys([key("Enter")]);
    session?.focus();
  };
  const endSearch = () => {
    session?.search?.("", "next");
    session?.focus();
    onSearchEnd();
  };
  return (
    <>
      <div ref={stage} data-stage data-state={model.phase} inert={!live} className="group/stage absolute inset-0" />
      {ring && <div className={ringClass} />}
      {live && silent && <SilentHint onEnter={model.mode === "control" ? wake : undefined} onHelp={() => setHelp(true)} />}
      <GuestHelp tty={line?.tty ?? null} open={help} onOpenChange={setHelp} />
      {live && searching && session?.search && (
        <SearchBar onSearch={(text, direction) => session.search?.(text, direction) ?? false} onClose={endSearch} />
      )}
    </>
  );
}
