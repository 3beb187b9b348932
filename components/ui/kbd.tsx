import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** The keys that do something. `inverted`: on a dark tooltip. */
export function Kbd({ children, inverted = false, className }: { children: ReactNode; inverted?: boolean; className?: string }) {
  return (
    <kbd
      className={cx(
        "inline-grid h-5 min-w-5 place-items-center rounded-inner px-1 font-sans text-note",
        inverted ? "ring-1 ring-current/30 ring-inset" : "text-ink-quiet ring-1 ring-line ring-inset",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
