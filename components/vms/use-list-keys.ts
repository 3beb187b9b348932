"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { MACHINE_LINK } from "./machine-link.tsx";

/** Where the keyboard moves in a list: by how many machines, or to an end. */
const moves: Record<string, (index: number, across: number, last: number) => number> = {
  ArrowDown: (index, across) => index + across,
  j: (index, across) => index + across,
  ArrowUp: (index, across) => index - across,
  k: (index, across) => index - across,
  ArrowRight: (index) => index + 1,
  ArrowLeft: (index) => index - 1,
  Home: () => 0,
  End: (_index, _across, last) => last,
  PageDown: (index, across) => index + 10 * across,
  PageUp: (index, across) => index - 10 * across,
};

/**
 * The machine a key leads to from `index` (-1: none yet) in a list of `count`, `across` of them side by side;
 * null where the key means nothing, or leads nowhere.
 */
export function moveTo(key: string, index: number, across: number, count: number): number | null {
  const move = moves[key];
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  if (!move || count === 0 || (sideways && across === 1)) return null;
  if (index < 0) return 0;
  const target = Math.min(Math.max(move(index, across, count - 1), 0), count - 1);
  return target === index ? null : target;
}

type ListKeys = {
  list: RefObject<HTMLElement | null>;
  count: number;
  across: number;
  /** The place of the machine that has or gets the focus, -1 for none: a virtual list must keep it rendered. */
  active: number;
  setActive: (index: number) => void;
  /** Brings a machine into view, so that it is there to be focused. */
  scrollTo: (index: number) => void;
};

/** Moves the focus between the machines of a list: arrows, j and k, Home, End, Page up and down; Shift-F10 opens the menu. */
export function useListKeys({ list, count, across, active, setActive, scrollTo }: ListKeys): void {
  const wanted = useRef(false);

  const go = useCallback(
    (index: number) => {
      wanted.current = true;
      setActive(index);
      scrollTo(index);
    },
    [scrollTo, setActive],
  );

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isElsewhere(event.target, event.key)) return;
      if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) return openMenu(event);
      const target = event.shiftKey ? null : moveTo(event.key, focusedIndex(list.current), across, count);
      if (target === null) return;
      event.preventDefault();
      go(target);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [list, count, across, go]);

  useEffect(() => {
    if (!wanted.current) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-index="${active}"] [${MACHINE_LINK}]`);
    if (!link) return;
    wanted.current = false;
    link.focus({ preventScroll: true });
  });
}

/** Typing, menus and dialogs keep their keys; from the search, only the arrow down leads into the list. */
function isElsewhere(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("[role=menu], [role=dialog], [role=alertdialog], [role=listbox], [role=group]")) return true;
  return target.matches("input, textarea, select, [contenteditable]") && !(key === "ArrowDown" && target.matches("[type=search]"));
}

function focusedIndex(list: HTMLElement | null): number {
  const item = document.activeElement?.closest<HTMLElement>("[data-index]");
  return item && list?.contains(item) ? Number(item.dataset.index) : -1;
}

function openMenu(event: KeyboardEvent): void {
  const item = document.activeElement?.closest("[data-index]");
  const trigger = item?.querySelector<HTMLElement>("[aria-haspopup=menu]");
  if (!trigger) return;
  event.preventDefault();
  trigger.click();
}
