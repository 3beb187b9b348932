import type { RefObject } from "react";
import type { ConsoleView } from "./console-controller.ts";
import { key } from "./keys.ts";
import { SearchBar } from "./search-bar.tsx";
import { SilentHint } from "./silent-hint.tsx";

type StageProps = {
  stage: RefObject<HTMLDivElement | null>;
  view: ConsoleView;
  searching: boolean;
  onSearchEnd: () => void;
};

/** A ring while the keyboard is in the picture; above it, since a picture has no margin to show one around. */
const ring =
  "has-[canvas:focus-visible]:after:pointer-events-none has-[canvas:focus-visible]:after:absolute has-[canvas:focus-visible]:after:inset-0 " +
  "has-[canvas:focus-visible]:after:ring-2 has-[canvas:focus-visible]:after:ring-accent has-[canvas:focus-visible]:after:ring-inset";

/** Where the sessions show their pictures, and what belongs to a live one. */
export function Stage({ stage, view, searching, onSearchEnd }: StageProps) {
  const { model, session, silent } = view;
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
      <div ref={stage} data-state={model.phase} inert={!live} className={`group/stage absolute inset-0 ${ring}`} />
      {live && silent && <SilentHint onEnter={model.mode === "control" ? wake : undefined} />}
      {live && searching && session?.search && (
        <SearchBar onSearch={(text, direction) => session.search?.(text, direction) ?? false} onClose={endSearch} />
      )}
    </>
  );
}
