"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { CopyButton } from "./copy-button.tsx";

/** Technical facts behind a fold, with a button that copies them. */
export function Details({ text }: { text: string }) {
  const t = useTranslations("common");
  return (
    <details className="group mt-2 text-note">
      <summary className="-ml-1 inline-flex h-6 items-center gap-1 rounded-inner pr-1.5 text-ink-quiet select-none hover:text-ink pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {t("details")}
      </summary>
      <div className="mt-1 rounded-inner bg-hover p-2">
        <pre className="max-h-40 overflow-auto font-mono break-words whitespace-pre-wrap">{text}</pre>
        <div className="mt-1 -mb-1 flex justify-end">
          <CopyButton text={text} />
        </div>
      </div>
    </details>
  );
}
