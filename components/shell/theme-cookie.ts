/** `system`: light or dark as the system says, also when that changes. */
export type Theme = "system" | "light" | "dark";

/** The cookie that keeps the choice, so that the server can paint the first frame in it. */
export const THEME_COOKIE = "oriel-theme";

/** What a cookie's value stands for; anything unknown is `system`. */
export function themeOf(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
