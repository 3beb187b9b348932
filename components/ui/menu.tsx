"use client";

import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import { Check, ChevronRight } from "lucide-react";
import Link from "next/link";
import { type ReactElement, type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { cx } from "./cx.ts";
import { Kbd } from "./kbd.tsx";

const itemClass =
  "flex h-8 items-center gap-2.5 rounded-inner px-2.5 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 " +
  "pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:text-ink-quiet";

const popupClass =
  "min-w-52 max-w-[min(22rem,calc(100vw-1rem))] max-h-(--available-height) overflow-y-auto rounded-pane bg-surface p-1 shadow-raised " +
  "ring-1 ring-line origin-(--transform-origin) transition-[opacity,scale] data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0";

/** An item with a note is as high as that needs. */
const noteClass = "h-auto items-start py-1.5 opacity-100! pointer-coarse:h-auto pointer-coarse:min-h-11";

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  onOpenChange?: (open: boolean) => void;
  /** Puts the focus where it belongs once an item was chosen; without it, and in all other cases, it goes back to the trigger. */
  focusAfterItem?: () => void;
};

/** A menu under a button. */
export function Menu({ trigger, children, align = "end", side = "bottom", onOpenChange, focusAfterItem }: MenuProps) {
  const chosen = useRef(false);
  const tell = useTelling(onOpenChange);
  const finalFocus = () => {
    if (!chosen.current) return true;
    focusAfterItem?.();
    return false;
  };
  return (
    <Base.Root
      onOpenChange={(open, { reason }) => {
        chosen.current = reason === "item-press";
        tell(open);
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          {/* A function always moves the focus, also out of a dialog that an item has opened: only where something is to be done with it. */}
          <Base.Popup className={popupClass} {...(focusAfterItem && { finalFocus })}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Tells that a menu opens and closes; it closes, too, when its owner goes, as with what the menu was about. */
function useTelling(onOpenChange: MenuProps["onOpenChange"]): (open: boolean) => void {
  const open = useRef(false);
  const close = useEffectEvent(() => {
    if (open.current) onOpenChange?.(false);
    open.current = false;
  });
  useEffect(() => () => close(), []);
  return (now) => {
    open.current = now;
    onOpenChange?.(now);
  };
}

type ContextMenuProps = { target: ReactElement<Record<string, unknown>>; children: ReactNode; onOpenChange?: (open: boolean) => void };

/** The same menu at the pointer (right click, long press) or at the focused element (menu key, Shift-F10). */
export function ContextMenu({ target, children, onOpenChange }: ContextMenuProps) {
  return (
    <BaseContext.Root {...(onOpenChange && { onOpenChange })}>
      <BaseContext.Trigger render={target} />
      <BaseContext.Portal>
        <BaseContext.Positioner collisionPadding={8} className="z-50 outline-none">
          <BaseContext.Popup className={popupClass}>{children}</BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}

type ItemProps = { icon?: ReactNode; children: ReactNode; keys?: string; danger?: boolean; disabled?: boolean; note?: string | undefined };

/** Something a menu does. `note`: a line below it, as why it cannot be done now. `stay`: the menu stays open, since it is often done again. */
export function MenuItem({
  icon,
  children,
  keys,
  danger = false,
  disabled = false,
  stay = false,
  note,
  onSelect,
}: ItemProps & { stay?: boolean; onSelect: () => void }) {
  return (
    <Base.Item
      disabled={disabled}
      closeOnClick={!stay}
      onClick={onSelect}
      className={cx(itemClass, note && noteClass, danger && "text-danger [&_svg]:text-danger")}
    >
      {icon}
      <span className={cx("min-w-0 flex-1", !note && "truncate")}>
        {note ? <span className={cx(disabled && "opacity-45")}>{children}</span> : children}
        {note && <span className="block text-note whitespace-normal text-ink-quiet">{note}</span>}
      </span>
      {keys && <Kbd>{keys}</Kbd>}
    </Base.Item>
  );
}

/** Somewhere a menu leads. */
export function MenuLink({
  icon,
  children,
  href,
  onSelect,
}: {
  icon?: ReactNode;
  children: ReactNode;
  href: string;
  onSelect?: () => void;
}) {
  return (
    <Base.LinkItem closeOnClick render={<Link href={href} />} className={itemClass} onClick={onSelect}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Base.LinkItem>
  );
}

/** Something a menu turns on and off. */
export function MenuCheck({
  icon,
  children,
  checked,
  onChange,
}: Omit<ItemProps, "keys" | "danger" | "disabled"> & { checked: boolean; onChange: () => void }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} closeOnClick className={itemClass}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <Base.CheckboxItemIndicator>
        <Check aria-hidden />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  );
}

/** One of several that exclude each other. */
export function MenuRadio({
  value,
  onChange,
  options,
}: {
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string; icon?: ReactNode; disabled?: boolean; note?: string | undefined }[];
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(chosen) => onChange(String(chosen))}>
      {options.map((option) => (
        <Base.RadioItem
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          closeOnClick
          className={cx(itemClass, option.note && noteClass)}
        >
          {option.icon}
          <span className="min-w-0 flex-1">
            {option.label}
            {option.note && <span className="block text-note whitespace-normal text-ink-quiet">{option.note}</span>}
          </span>
          <Base.RadioItemIndicator className="size-1.5 rounded-full bg-accent" />
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

/** More of a kind, one level down. */
export function MenuMore({ label, icon, children }: { label: ReactNode; icon?: ReactNode; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={cx(itemClass, "data-popup-open:bg-hover")}>
        {icon}
        <span className="min-w-0 flex-1 truncate">{label}</span>
        <ChevronRight aria-hidden />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={2} alignOffset={-4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={popupClass}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

/** A hairline between groups. */
export function MenuLine() {
  return <Base.Separator className="mx-2.5 my-1 h-px bg-line" />;
}

/** A group of items under a heading. */
export function MenuGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="truncate px-2.5 pt-1.5 pb-1 text-note text-ink-quiet">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
