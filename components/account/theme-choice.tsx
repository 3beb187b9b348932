"use client";

import { MonitorCog, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Theme } from "../shell/theme-cookie.ts";
import { useTheme } from "../shell/use-theme.ts";
import { Segmented } from "../ui/toggle.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

/** Light, dark, or as the system says. `initial`: what the server found in the cookie. */
export function ThemeChoice({ initial }: { initial: Theme }) {
  const t = useTranslations("common.theme");
  const hydrated = useHydrated();
  const [theme, choose] = useTheme();
  return (
    <Segmented
      label={t("label")}
      value={hydrated ? theme : initial}
      onChange={choose}
      options={[
        { value: "system", label: t("system"), icon: <MonitorCog aria-hidden className="max-sm:hidden" /> },
        { value: "light", label: t("light"), icon: <Sun aria-hidden className="max-sm:hidden" /> },
        { value: "dark", label: t("dark"), icon: <Moon aria-hidden className="max-sm:hidden" /> },
      ]}
    />
  );
}
