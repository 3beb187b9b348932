import type { DisplaySettings } from "#server/contract/display-settings.ts";

/** Lists to which libvirt adds nothing by itself: one entry more is as wrong as one less. */
const exact = ["graphics", "sound", "hostDevices"] as const;

/**
 * What of the wanted settings is not in others, by their paths ("graphics.0.port"). Where nothing is said (null) libvirt's own choice will
 * do, and it may add what a machine needs: a video device for a display, the console that mirrors a serial line.
 */
export function missingSettings(wanted: DisplaySettings, seen: DisplaySettings): string[] {
  const lengths = exact.filter((name) => wanted[name].length !== seen[name].length).map((name) => `${name}.length`);
  const { serials, ...others } = wanted;
  const lines = serials.flatMap((line, index) =>
    seen.serials.some((other) => differences(line, other, []).length === 0) ? [] : [`serials.${index}`],
  );
  return [...lengths, ...differences(others, seen, []), ...lines];
}

function differences(wanted: unknown, seen: unknown, path: readonly (string | number)[]): string[] {
  if (wanted === null || path.at(-1) === "key") return [];
  if (path.at(-1) === "password") return samePassword(wanted, seen) ? [] : [path.join(".")];
  if (path.at(-1) === "listen" && (wanted as { type: string }).type === "default") return [];
  if (Array.isArray(wanted)) return wanted.flatMap((entry, index) => differences(entry, (seen as unknown[])?.[index], [...path, index]));
  if (typeof wanted !== "object") return wanted === seen ? [] : [path.join(".")];
  if (seen === null || typeof seen !== "object") return [path.join(".")];
  return Object.entries(wanted as object).flatMap(([name, value]) =>
    differences(value, (seen as Record<string, unknown>)[name], [...path, name]),
  );
}

/** A password that is read again is one to keep. Its text is compared by whoever has both definitions. */
function samePassword(wanted: unknown, seen: unknown): boolean {
  const [one, other] = [wanted, seen] as { kind: string; validTo?: string | null }[];
  if (!one || !other) return false;
  return (one.kind === "none") === (other.kind === "none") && (one.validTo ?? null) === (other.validTo ?? null);
}
