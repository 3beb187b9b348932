"use client";

import { useSyncExternalStore } from "react";

/** False while the page is as the server rendered it, true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** Whether a media query holds; null where nobody knows yet: on the server. */
export function useMedia(query: string): boolean | null {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
    () => null,
  );
}

function never(): () => void {
  return () => undefined;
}
