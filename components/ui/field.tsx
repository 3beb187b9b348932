import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

/** The look of a text input. Its text has 16 px on phones, so that they do not zoom in. */
export const inputClass =
  "h-9 w-full min-w-0 rounded-pane bg-surface px-3 ring-1 ring-line-strong ring-inset transition-shadow outline-none " +
  "focus-visible:ring-2 focus-visible:ring-accent aria-invalid:ring-danger disabled:bg-transparent disabled:ring-line pointer-coarse:h-11 pointer-coarse:text-read";

type FieldProps = ComponentProps<"input"> & {
  label: ReactNode;
  /** What it takes, said before anything is wrong. */
  hint?: ReactNode;
  /** What is wrong and what would be right. */
  error?: ReactNode;
  /** A small button at the end of the input. */
  end?: ReactNode;
};

/** A text input with its label above it, and below it a hint or what is wrong. */
export function Field({ label, hint, error, end, className, id: given, ...props }: FieldProps) {
  const own = useId();
  const id = given ?? own;
  const note = error ?? hint;
  return (
    <div className={cx("grid grid-cols-1 content-start gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          className={cx(inputClass, end ? "pr-11" : undefined)}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          {...props}
        />
        {end && <div className="absolute inset-y-0 right-0.5 grid place-items-center">{end}</div>}
      </div>
      <FieldNote id={`${id}-note`} hint={hint} error={error} />
    </div>
  );
}

/** Below a field: what is wrong, else its hint; nothing where there is neither. */
export function FieldNote({ id, hint, error }: { id: string; hint?: ReactNode; error?: ReactNode }) {
  const note = error ?? hint;
  if (!note) return null;
  return (
    <div id={id} className={cx("text-note", error ? "text-danger" : "text-ink-quiet")}>
      {note}
    </div>
  );
}
