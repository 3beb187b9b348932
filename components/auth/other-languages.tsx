"use client";

import { useTranslations } from "next-intl";
import { languages } from "#server/contract/language.ts";
import { useLanguage } from "../shell/use-language.ts";

/** The way to the portal's other languages, for whoever has no account page yet: quiet, each by its own name. */
export function OtherLanguages() {
  const t = useTranslations("language");
  const [language, choose] = useLanguage();
  return (
    <fieldset className="-ml-1 flex gap-3">
      <legend className="sr-only">{t("label")}</legend>
      {languages
        .filter((other) => other !== language)
        .map((other) => (
          <button
            key={other}
            type="button"
            lang={other}
            onClick={() => choose(other)}
            className="h-8 rounded-inner px-1 text-note text-ink-quiet transition-colors hover:text-ink hover:underline pointer-coarse:h-11 pointer-coarse:min-w-11"
          >
            {t(other)}
          </button>
        ))}
    </fieldset>
  );
}
