"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { Kbd } from "./kbd.tsx";

/** Lets tooltips that follow each other open without a delay. Once, around the page. */
export const TooltipProvider = Base.Provider;

type TooltipProps = {
  text: string;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  /** The element it explains; it must have its own accessible name. */
  children: ReactElement<Record<string, unknown>>;
};

/** A short explanation beside what has the pointer or the focus. */
export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-50">
          <Base.Popup className="flex items-center gap-2 rounded-inner bg-ink px-2 py-1 text-note text-canvas shadow-raised transition-opacity data-ending-style:opacity-0 data-instant:transition-none data-starting-style:opacity-0">
            {text}
            {keys && <Kbd inverted>{keys}</Kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
