"use client";

import { Toggle as BaseToggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { iconButtonClass } from "./icon-button.tsx";
import { Tooltip } from "./tooltip.tsx";

type ToggleProps = { label: string; pressed: boolean; onChange: (pressed: boolean) => void; children: ReactNode; keys?: string };

/** An icon button that stays pressed. */
export function Toggle({ label, pressed, onChange, children, keys }: ToggleProps) {
  return (
    <Tooltip text={label} {...(keys && { keys })}>
      <BaseToggle aria-label={label} pressed={pressed} onPressedChange={onChange} className={iconButtonClass()}>
        {children}
      </BaseToggle>
    </Tooltip>
  );
}

type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: ReactNode; lang?: string }[];
  onChange: (value: T) => void;
  /** Show the icons only; the labels are read out and in tooltips. */
  iconsOnly?: boolean;
};

/** One of two or three, all in view. */
export function Segmented<T extends string>({ label, value, options, onChange, iconsOnly = false }: SegmentedProps<T>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([chosen]) => {
        const option = options.find((one) => one.value === chosen);
        if (option) onChange(option.value);
      }}
      className="inline-flex rounded-pane bg-hover p-0.5"
    >
      {options.map((option) => {
        const toggle = (
          <BaseToggle
            key={option.value}
            value={option.value}
            lang={option.lang}
            aria-label={option.label}
            className={cx(
              "inline-flex h-8 items-center justify-center gap-2 rounded-[7px] text-ink-quiet transition-colors select-none hover:text-ink",
              "data-pressed:bg-surface data-pressed:text-ink data-pressed:ring-1 data-pressed:ring-line pointer-coarse:h-10 [&_svg]:size-4",
              iconsOnly ? "w-9 pointer-coarse:w-11" : "px-3",
            )}
          >
            {option.icon}
            {!iconsOnly && option.label}
          </BaseToggle>
        );
        return iconsOnly ? (
          <Tooltip key={option.value} text={option.label}>
            {toggle}
          </Tooltip>
        ) : (
          toggle
        );
      })}
    </ToggleGroup>
  );
}
