import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Tooltip } from "./tooltip.tsx";

const look =
  "inline-grid size-8 shrink-0 place-items-center rounded-pane text-ink-quiet transition-colors hover:bg-hover hover:text-ink " +
  "active:bg-pressed aria-pressed:bg-accent-tint aria-pressed:text-accent data-popup-open:bg-hover data-popup-open:text-ink " +
  "disabled:opacity-40 disabled:hover:bg-transparent pointer-coarse:size-11 [&_svg]:size-4.5";

/** The look of an icon button, for links and for triggers of menus. */
export function iconButtonClass(className?: string): string {
  return cx(look, className);
}

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> & {
  /** Says what it does: read out, and shown as the tooltip. */
  label: string;
  /** Keys that do the same, shown in the tooltip. */
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
};

/** A button that is only an icon; its words are in a tooltip. */
export function IconButton({ label, keys, side = "bottom", className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} side={side} {...(keys && { keys })}>
      <button type="button" aria-label={label} className={iconButtonClass(className)} {...props} />
    </Tooltip>
  );
}
