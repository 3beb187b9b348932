"use client";

import { useSyncExternalStore } from "react";
import { basePath } from "../base-path.ts";
import { THEME_COOKIE, type Theme, themeOf } from "./theme-cookie.ts";

const listeners = new Set<() => void>();

/** The theme chosen in this browser, and how to choose another. */
export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    subscribe,
    () => themeOf(document.documentElement.dataset.theme),
    () => "system" as const,
  );
  return [theme, choose];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function choose(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const life = theme === "system" ? "max-age=0" : "max-age=31536000";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is missing on pages without https
  document.cookie = `${THEME_COOKIE}=${theme}; path=${basePath || "/"}; ${life}; samesite=lax`;
  for (const listener of listeners) listener();
}
