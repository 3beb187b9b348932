"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Nav } from "./nav.tsx";

const Palette = dynamic(() => import("./palette.tsx").then((module) => module.Palette), { ssr: false });

/** Around the portal's pages: the way between them, and the palette on Ctrl-K. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [palette, setPalette] = useState<"never" | "open" | "closed">("never");
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setPalette((now) => (now === "open" ? "closed" : "open"));
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-pane focus:bg-surface focus:px-4 focus:py-2 focus:shadow-raised"
      >
        {t("skip")}
      </a>
      <Nav onSearch={() => setPalette("open")} />
      <main id="content" tabIndex={-1} className="md:pl-20 max-md:pb-[calc(4rem+env(safe-area-inset-bottom))]">
        <div className="mx-auto max-w-[1600px] pb-10 md:px-3 lg:px-5">{children}</div>
      </main>
      {palette !== "never" && <Palette open={palette === "open"} onOpenChange={(open) => setPalette(open ? "open" : "closed")} />}
    </>
  );
}
