import { useFormatter, useTranslations } from "next-intl";
import { useCallback } from "react";
import { isolate } from "../ui/isolate.ts";
import { kindOfValue, listenWords, sizeText, type ValueKind } from "./value-kinds.ts";

type Values = Readonly<Record<string, string | number>>;

/** A sentence of a group of `display`'s messages with a plan's values in people's words. */
export type Sentence = (group: "finding" | "change" | "follow", code: string, values: Values, part?: string) => string;

/** Says what a plan's codes mean. */
export function useSentences(): Sentence {
  const t = useTranslations("display");
  const word = useWord();
  return useCallback(
    (group, code, values, part) => {
      // The codes come from the server; a test holds that each has its sentence.
      const key = `${group}.${code}${part ? `.${part}` : ""}` as Parameters<typeof t>[0];
      const told = Object.entries(values).map(([name, value]) => [name, word(kindOfValue(code, name), String(value))]);
      return t.has(key) ? t(key, Object.fromEntries(told)) : [code, ...Object.values(values)].join(" ");
    },
    [t, word],
  );
}

type Messages = ReturnType<typeof useTranslations<"display">>;
type Format = ReturnType<typeof useFormatter>;

/** A value in people's words. */
function useWord(): (kind: ValueKind | null, value: string) => string {
  const t = useTranslations("display");
  const format = useFormatter();
  return useCallback((kind, value) => wordOf(t, format, kind, value), [t, format]);
}

function wordOf(t: Messages, format: Format, kind: ValueKind | null, value: string): string {
  if (kind === null || kind === "machine") return /^\d+$/.test(value) ? value : isolate(value);
  if (kind === "listen") return listenText(t, value);
  if (kind === "size" && value !== "") return sizeText(Number(value));
  if (kind === "expiry" && value !== "") return momentText(format, value);
  const path = paths[kind]?.(value) ?? `word.${kind}.${value || "unset"}`;
  const key = path as Parameters<Messages>[0];
  return t.has(key) ? t(key) : value;
}

/** Words that the form has already. */
const paths: Partial<Record<ValueKind, (value: string) => string>> = {
  model: (value) => (value ? `model.${value}.name` : "word.none.unset"),
  sound: (value) => (value ? `sound.models.${value}` : "word.none.unset"),
  channel: (value) => `channel.${value || "every"}`,
  image: (value) => `image.${value || "default"}`,
  jpeg: (value) => `compression.${value || "default"}`,
  target: (value) => (value ? `serial.targets.${value}` : "word.target.unset"),
};

function listenText(t: Messages, value: string): string {
  const { word, rest } = listenWords(value);
  if (word === null) return isolate(value);
  return t(`word.listen.${word}`, { path: isolate(rest), name: isolate(rest) });
}

/** A moment in the time of the person's place. */
export function momentText(format: Format, iso: string): string {
  return format.dateTime(new Date(iso), { dateStyle: "medium", timeStyle: "short", timeZone: LOCAL });
}

const LOCAL = Intl.DateTimeFormat().resolvedOptions().timeZone;
