"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Option = { value: string; label: ReactNode };

type SelectProps = {
  /** Read out; not shown. */
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  className?: string;
};

/** Chooses one of a few. */
export function Select({ label, value, options, onChange, className }: SelectProps) {
  return (
    <Base.Root items={[...options]} value={value} onValueChange={(chosen) => onChange(String(chosen))}>
      <Base.Trigger
        aria-label={label}
        className={cx(
          "inline-flex h-9 max-w-56 min-w-0 items-center gap-2 rounded-pane bg-hover pr-2.5 pl-3.5 transition-colors select-none",
          "hover:bg-pressed data-popup-open:bg-pressed pointer-coarse:h-11",
          className,
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon className="ml-auto">
          <ChevronDown aria-hidden className="size-4 text-ink-quiet" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner alignItemWithTrigger={false} align="end" sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-[min(22rem,calc(100vw-1rem))] overflow-y-auto rounded-pane bg-surface p-1 shadow-raised ring-1 ring-line transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex h-8 items-center gap-2 rounded-inner pr-2.5 pl-2 outline-none select-none data-highlighted:bg-hover pointer-coarse:h-11"
              >
                <span className="grid size-4 place-items-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden className="size-4 text-accent" />
                  </Base.ItemIndicator>
                </span>
                <Base.ItemText className="truncate">{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
