"use client";

import { useSyncExternalStore } from "react";

export interface FullScreen {
  active: boolean;
  toggle(): void;
}

/** Full screen of the whole page, so that menus and notes stay on it. Null where the browser has none (iPhone). */
export function useFullScreen(): FullScreen | null {
  const active = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
    () => false,
  );
  if (!document.fullscreenEnabled) return null;
  const toggle = () => {
    const change = active ? document.exitFullscreen() : document.documentElement.requestFullscreen({ navigationUI: "hide" });
    // Refused without a gesture or by the system; the button shows what is so.
    change.catch(() => undefined);
  };
  return { active, toggle };
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => document.removeEventListener("fullscreenchange", listener);
}
