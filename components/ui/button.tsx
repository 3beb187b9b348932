import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

/** primary: the one thing to do here · plain: another thing · quiet: on a toolbar or in a row · danger: loses something. */
export type ButtonVariant = "primary" | "plain" | "quiet" | "danger";

const base =
  "inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-pane px-3.5 font-medium whitespace-nowrap select-none " +
  "transition-colors pointer-coarse:min-h-11 disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent-fill text-on-accent hover:bg-accent-fill-hover",
  plain: "bg-surface text-ink ring-1 ring-line ring-inset hover:bg-hover active:bg-pressed",
  quiet: "text-ink hover:bg-hover active:bg-pressed",
  danger: "bg-danger-fill text-on-accent hover:bg-danger-fill-hover",
};

/** The look of a button, for what is a link by nature. */
export function buttonClass(variant: ButtonVariant = "plain", className?: string): string {
  return cx(base, variants[variant], className);
}

type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  icon?: ReactNode;
  /** The action is under way: it cannot be pressed again, and keeps the focus. */
  busy?: boolean;
};

/** A button with words on it. */
export function Button({ variant = "plain", icon, busy = false, className, children, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      className={buttonClass(variant, className)}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {busy ? <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> : icon}
      {children}
    </button>
  );
}
