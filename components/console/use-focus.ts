"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { releaseShortcut } from "./release-shortcut.ts";
import type { ConsoleSession } from "./session.ts";

/**
 * Calls `leave` on Ctrl+Alt+Shift anywhere in the element, looked for before the console takes the key, and where the console
 * itself says that it was pressed.
 */
export function useLeaveShortcut(root: RefObject<HTMLElement | null>, session: ConsoleSession | null, leave: () => void): void {
  const latest = useRef(leave);
  useEffect(() => {
    latest.current = leave;
  });
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const isComplete = releaseShortcut();
    const watch = (event: KeyboardEvent) => {
      if (isComplete(event)) latest.current();
    };
    element.addEventListener("keydown", watch, true);
    element.addEventListener("keyup", watch, true);
    return () => {
      element.removeEventListener("keydown", watch, true);
      element.removeEventListener("keyup", watch, true);
    };
  }, [root]);
  useEffect(() => session?.on("release", () => latest.current()), [session]);
}

/** Gives the focus to a console, where that does not call a phone's keyboard; a computer without a mouse has no pointer at all. */
export function focusSession(session: ConsoleSession | null): void {
  if (matchMedia("(any-pointer: fine), (any-pointer: none)").matches) session?.focus();
}

/** Gives the focus to a console that has become live or came into view, unless the person is busy elsewhere. */
export function useFocusWhenLive(session: ConsoleSession | null, live: boolean): void {
  useEffect(() => {
    const active = document.activeElement;
    // What another console had, it lost when it went behind this one; the browser notices later.
    const free = active === null || active === document.body || active.closest("[inert]") !== null;
    if (live && free) focusSession(session);
  }, [session, live]);
}

/** Whether the keyboard has brought the focus into the picture, so that it must be seen there; not after a click, nor at the start. */
export function useKeyboardRing(stage: RefObject<HTMLElement | null>): boolean {
  const [ring, setRing] = useState(false);
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const came = ({ target, relatedTarget }: FocusEvent) =>
      setRing(relatedTarget !== null && target instanceof Element && target.matches("canvas:focus-visible"));
    const left = () => setRing(false);
    element.addEventListener("focusin", came);
    element.addEventListener("focusout", left);
    return () => {
      element.removeEventListener("focusin", came);
      element.removeEventListener("focusout", left);
    };
  }, [stage]);
  return ring;
}
