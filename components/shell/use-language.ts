"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { LANGUAGE_COOKIE, type Language } from "#server/contract/language.ts";
import { basePath } from "../base-path.ts";

const YEAR_S = 31_536_000;

/** The page's language, and how to choose another: the page stays as it is and speaks it at once. */
export function useLanguage(): [language: Language, choose: (language: Language) => void] {
  const router = useRouter();
  const choose = (language: Language) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is missing on pages without https
    document.cookie = `${LANGUAGE_COOKIE}=${language}; path=${basePath || "/"}; max-age=${YEAR_S}; samesite=lax`;
    router.refresh();
  };
  return [useLocale(), choose];
}
