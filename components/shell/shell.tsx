"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Nav } from "./nav.tsx";
import { usePalette } from "./palette-provider.tsx";

/** Around the portal's pages: the way between them, and to the palette. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const palette = usePalette();
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-pane focus:bg-surface focus:px-4 focus:py-2 focus:shadow-raised"
      >
        {t("skip")}
      </a>
      <Nav onSearch={palette.open} />
      <main id="content" tabIndex={-1} className="md:pl-20 max-md:pb-[calc(4rem+env(safe-area-inset-bottom))]">
        <div className="mx-auto max-w-[1600px] pb-10 md:px-3 lg:px-5">{children}</div>
      </main>
    </>
  );
}
