"use client";

import { type ComponentProps, type KeyboardEvent, useState } from "react";
import { Field } from "./field.tsx";

type NumberFieldProps = Omit<ComponentProps<typeof Field>, "value" | "onChange" | "onBlur" | "type"> & {
  value: number | null;
  /** Called with whole numbers, and with null where the field was emptied and `optional` allows that. */
  onChange: (value: number | null) => void;
  optional?: boolean;
  /** How far the arrow keys go. */
  by?: number;
};

/** A field for a whole number from 0. It takes digits only; what is no number yet is left to the person until they leave the field. */
export function NumberField({ value, onChange, optional = false, by = 1, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, 10);
    setTyped(digits);
    if (digits !== "") onChange(Number(digits));
    else if (optional) onChange(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowUp: by, ArrowDown: -by }[event.key];
    if (step === undefined || props.readOnly) return;
    event.preventDefault();
    setTyped(null);
    onChange(Math.max(0, (value ?? 0) + step));
  };
  return (
    <Field
      inputMode="numeric"
      autoComplete="off"
      {...props}
      value={typed ?? value ?? ""}
      onChange={(event) => take(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => setTyped(null)}
    />
  );
}
