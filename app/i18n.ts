import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import errorsInGerman from "#components/messages/de/errors.json" with { type: "json" };
import { messages as german } from "#components/messages/de/index.ts";
import { messages as english } from "#components/messages/en/index.ts";
import { LANGUAGE_COOKIE, languageOf } from "#server/contract/language.ts";
import { errorMessages } from "#server/web/error-messages.ts";

/** The texts of the areas, and under `errors` those of all errors: the server's, and the browser's own for no answer. */
const texts = {
  en: { ...english, errors: { ...errorMessages, offline: english.common.offline } },
  de: { ...german, errors: { ...errorsInGerman, offline: german.common.offline } },
};

/** The language of the request, and its texts: a page is never sent those of another. */
export default getRequestConfig(async () => {
  const [cookie, header] = await Promise.all([cookies(), headers()]);
  const locale = languageOf(cookie.get(LANGUAGE_COOKIE)?.value, header.get("accept-language"));
  return { locale, timeZone: "UTC", messages: texts[locale] };
});
