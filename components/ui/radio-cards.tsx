"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";
import { FieldNote } from "./field.tsx";

export type RadioCard<T extends string> = {
  value: T;
  label: ReactNode;
  /** What it suits, in a line. */
  text: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
};

type RadioCardsProps<T extends string> = {
  label: string;
  value: T | null;
  options: readonly RadioCard<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
  error?: ReactNode;
  id?: string;
};

/** One of a few that are worth a line each, all in view. */
export function RadioCards<T extends string>({ label, value, options, onChange, disabled = false, error, id: given }: RadioCardsProps<T>) {
  const own = useId();
  const id = given ?? own;
  return (
    <div className="grid gap-1.5">
      <RadioGroup
        id={id}
        tabIndex={-1}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-note` : undefined}
        value={value}
        disabled={disabled}
        onValueChange={(chosen) => onChange(chosen as T)}
        className="grid gap-2 rounded-pane sm:grid-cols-2"
      >
        {options.map((option) => (
          <Card key={option.value} option={option} disabled={disabled} />
        ))}
      </RadioGroup>
      <FieldNote id={`${id}-note`} error={error} />
    </div>
  );
}

function Card<T extends string>({ option, disabled }: { option: RadioCard<T>; disabled: boolean }) {
  const id = useId();
  const off = disabled || option.disabled === true;
  return (
    <Radio.Root
      value={option.value}
      disabled={off}
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-text`}
      className={cx(
        "flex items-start gap-3 rounded-pane bg-surface p-3 ring-1 ring-line transition-[box-shadow,background-color] ring-inset select-none",
        "data-checked:bg-accent-tint data-checked:ring-2 data-checked:ring-accent [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-quiet",
        "data-checked:[&_svg]:text-accent",
        off ? "not-data-checked:bg-transparent not-data-checked:text-ink-quiet" : "hover:bg-hover data-checked:hover:bg-accent-tint",
      )}
    >
      {option.icon}
      <span className="min-w-0">
        <span id={`${id}-label`} className="block font-medium">
          {option.label}
        </span>
        <span id={`${id}-text`} className="mt-0.5 block text-note text-ink-quiet">
          {option.text}
        </span>
      </span>
    </Radio.Root>
  );
}
