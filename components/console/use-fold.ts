"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How long the tools stay after the pointer and the focus have left them, in ms. */
const LINGER = 1_600;
/** How long they are shown when the picture appears, so that people know where they are. */
const FIRST = 2_500;

export interface Fold {
  open: boolean;
  toggle(): void;
  /** Unfolds and puts the focus on the first tool. */
  enter(): void;
  /** Folds at once. */
  leave(): void;
  /** A menu of the tools is open: they stay. */
  hold(held: boolean): void;
  handlers: { onPointerEnter(): void; onPointerLeave(): void; onFocus(): void; onBlur(): void };
}

/**
 * Folds the tools away by themselves while the picture is live: over it they would be in the way.
 * @param live without a picture there is nothing to cover, and they stay
 */
export function useFold(bar: RefObject<HTMLElement | null>, live: boolean): Fold {
  const [folded, setFolded] = useState(false);
  const held = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const stay = useCallback(() => {
    clearTimeout(timer.current);
    setFolded(false);
  }, []);
  const foldAfter = useCallback(
    (ms: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const element = bar.current;
        const used = held.current || element?.matches(":hover") || element?.contains(document.activeElement);
        if (!used) setFolded(true);
      }, ms);
    },
    [bar],
  );
  useEffect(() => {
    if (live) foldAfter(FIRST);
    else stay();
    return () => clearTimeout(timer.current);
  }, [live, foldAfter, stay]);

  return {
    open: !folded,
    toggle: () => {
      clearTimeout(timer.current);
      setFolded((now) => !now && live);
    },
    enter: () => {
      stay();
      bar.current?.querySelector<HTMLElement>("a[href], button:not(:disabled, [tabindex='-1'])")?.focus();
    },
    leave: () => {
      clearTimeout(timer.current);
      setFolded(live);
    },
    hold: (now) => {
      held.current = now;
      if (now) stay();
      else if (live) foldAfter(LINGER);
    },
    handlers: {
      onPointerEnter: stay,
      onPointerLeave: () => live && foldAfter(LINGER),
      onFocus: stay,
      onBlur: () => live && foldAfter(LINGER),
    },
  };
}
