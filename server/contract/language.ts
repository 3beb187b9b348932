/** The languages that the portal speaks, by their BCP 47 names; the first is for whoever asks for none of them. */
export const languages = ["en", "de"] as const;

/** A language that the portal speaks. */
export type Language = (typeof languages)[number];

/** The cookie that keeps the person's choice, so that the server answers in it from the first page on. */
export const LANGUAGE_COOKIE = "oriel-language";

/**
 * The language for a request: what the person chose, else the best of `Accept-Language`
 * (RFC 9110 section 12.5.4) that the portal speaks, in whatever country's form.
 */
export function languageOf(chosen: string | undefined, accepted: string | null | undefined): Language {
  return spoken(chosen) ?? wanted(accepted ?? "").find((language) => language !== undefined) ?? languages[0];
}

/** What is asked for, the most wanted first; undefined for what the portal does not speak. */
function wanted(accepted: string): (Language | undefined)[] {
  return accepted
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return { language: spoken(tag.split("-")[0]), weight: weight ? Number(weight.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ language }) => language);
}

function spoken(name: string | undefined): Language | undefined {
  return languages.find((language) => language === name);
}
