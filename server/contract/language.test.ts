import { expect, it } from "vitest";
import { languageOf } from "./language.ts";

it.each([
  ["de", "de"],
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["fr-FR, fr;q=0.9, DE-ch;q=0.4, en;q=0.3", "de"],
  ["en-GB,de;q=0.5", "en"],
  ["de;q=0.1,en;q=0.9", "en"],
  ["de;q=0", "en"],
  ["*", "en"],
  ["fr", "en"],
  ["den", "en"],
  [";q=x,,", "en"],
  ["", "en"],
  [undefined, "en"],
  [null, "en"],
])("of a browser that accepts %j the language is %s", (accepted, language) => {
  expect(languageOf(undefined, accepted)).toBe(language);
});

it("is what the person chose, whatever the browser accepts", () => {
  expect(languageOf("de", "en")).toBe("de");
  expect(languageOf("en", "de")).toBe("en");
});

it("is not chosen by a cookie that names none", () => {
  expect(languageOf("fr", "de")).toBe("de");
  expect(languageOf("constructor", undefined)).toBe("en");
});
