"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";
import { FieldNote, inputClass } from "./field.tsx";

export type ChoiceOption = {
  value: string;
  label: string;
  /** What it suits or needs, shown in the list. */
  text?: ReactNode;
};

type ChoiceProps = {
  label: ReactNode;
  value: string;
  options: readonly ChoiceOption[];
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
  id?: string;
  className?: string;
};

/** A field that takes one of several: its label above it, and below it a hint or what is wrong. */
export function Choice({ label, value, options, onChange, hint, error, disabled = false, id: given, className }: ChoiceProps) {
  const own = useId();
  const id = given ?? own;
  const note = error ?? hint;
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      disabled={disabled}
      onValueChange={(chosen) => onChange(String(chosen))}
    >
      <div className={cx("grid content-start gap-1.5", className)}>
        <span id={`${id}-label`} className="font-medium">
          {label}
        </span>
        <Base.Trigger
          id={id}
          aria-labelledby={`${id}-label`}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={cx(inputClass, "flex items-center gap-2 pr-2.5 text-left select-none")}
        >
          <Base.Value className="min-w-0 flex-1 truncate" />
          <Base.Icon>{!disabled && <ChevronDown aria-hidden className="size-4 text-ink-quiet" />}</Base.Icon>
        </Base.Trigger>
        <FieldNote id={`${id}-note`} hint={hint} error={error} />
      </div>
      <Base.Portal>
        <Base.Positioner alignItemWithTrigger={false} align="start" sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-[min(26rem,calc(100vw-1rem))] overflow-y-auto rounded-pane bg-surface p-1 shadow-raised ring-1 ring-line transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-8 items-start gap-2 rounded-inner py-1.5 pr-2.5 pl-2 outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11 pointer-coarse:py-3"
              >
                <span className="mt-0.5 grid size-4 shrink-0 place-items-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden className="size-4 text-accent" />
                  </Base.ItemIndicator>
                </span>
                <span className="min-w-0">
                  <Base.ItemText className="block truncate">{option.label}</Base.ItemText>
                  {option.text && <span className="block text-note text-ink-quiet">{option.text}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
