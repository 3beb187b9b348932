"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";
import { FieldNote } from "./field.tsx";

type SwitchProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  id?: string;
  className?: string;
};

/** Turns one thing on and off: its name and what it does at the left, the switch at the right; the whole line can be pressed. */
export function Switch({ label, hint, error, checked, onChange, disabled = false, id: given, className }: SwitchProps) {
  const own = useId();
  const id = given ?? own;
  const note = error ?? hint;
  return (
    <div className={cx("flex items-start gap-4 py-1.5 pointer-coarse:py-2.5", className)}>
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className={cx("block font-medium", disabled && "text-ink-quiet")}>
          {label}
        </label>
        <FieldNote id={`${id}-note`} hint={hint} error={error} />
      </div>
      <Base.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={cx(
          "relative mt-px flex h-5 w-9 shrink-0 rounded-full p-0.5 transition-colors",
          "bg-hover ring-1 ring-line-strong ring-inset data-checked:bg-accent-fill data-checked:ring-accent-fill data-disabled:opacity-50",
          // A finger needs more than the switch is high.
          "after:absolute after:-inset-3 after:content-['']",
        )}
      >
        <Base.Thumb className="size-4 rounded-full bg-line-strong transition-[translate,background-color] data-checked:translate-x-4 data-checked:bg-on-accent" />
      </Base.Root>
    </div>
  );
}
