import type { Language } from "#server/contract/language.ts";

/** Memory as people say it: 512 MiB, 1.5 GiB (German: 1,5 GiB), 2 TiB. */
export function memoryText(mib: number, language: Language): string {
  const say = (value: number) => value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 });
  if (mib < 1024) return `${say(mib)} MiB`;
  if (mib < 1024 * 1024) return `${say(mib / 1024)} GiB`;
  return `${say(mib / (1024 * 1024))} TiB`;
}
