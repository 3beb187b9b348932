import "@fontsource-variable/inter/opsz.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { withBase } from "#components/base-path.ts";
import { RegisterWorker } from "#components/install/register-worker.tsx";
import { Providers } from "#components/shell/providers.tsx";
import { THEME_COOKIE, themeOf } from "#components/shell/theme-cookie.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: t("oriel"), template: `%s · ${t("oriel")}` },
    robots: { index: false, follow: false },
    // Named here, an icon is all that Next tells of: app/icon.svg too.
    icons: { icon: { url: withBase("/icon.svg"), type: "image/svg+xml" }, apple: withBase("/icons/apple-180.png") },
    appleWebApp: { title: t("oriel"), statusBarStyle: "default" },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1117" },
  ],
};

/** Around every page: language, theme, fonts, and what dialogs, tooltips and notes need. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? "";
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang={await getLocale()} data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>
          <div className="root">{children}</div>
          <RegisterWorker />
        </Providers>
      </body>
    </html>
  );
}
