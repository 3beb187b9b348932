"use client";

import { useTranslations } from "next-intl";
import { languages } from "#server/contract/language.ts";
import { useLanguage } from "../shell/use-language.ts";
import { Segmented } from "../ui/toggle.tsx";

/** The portal's languages, each by its own name. */
export function LanguageChoice() {
  const t = useTranslations("language");
  const [language, choose] = useLanguage();
  const options = languages.map((value) => ({ value, label: t(value), lang: value }));
  return <Segmented label={t("label")} value={language} onChange={choose} options={options} />;
}
