import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { CheckContext, Problem } from "./check-context.ts";
import { checkDevices } from "./check-devices.ts";
import { checkGraphics } from "./check-graphics.ts";
import { checkVideo } from "./check-video.ts";

/**
 * What keeps a change from being made. What was as wrong before is told apart (`old`): the change is not to blame for it, and it shall not
 * keep anything else from being changed.
 */
export function problemsOf(context: CheckContext): { fresh: Problem[]; old: Problem[] } {
  const { definition, before, wanted } = context;
  const known = new Set(check({ ...context, wanted: before, after: definition }).map((found) => nameOf(found, before)));
  const [fresh, old]: [Problem[], Problem[]] = [[], []];
  for (const found of check(context)) (known.has(nameOf(found, wanted)) ? old : fresh).push(found);
  return { fresh, old };
}

function check(context: CheckContext): Problem[] {
  return [...checkGraphics(context), ...checkVideo(context), ...checkDevices(context)];
}

const LISTS = ["graphics", "video", "sound", "serials", "hostDevices"] as const;

/** A finding by what it is about: an entry of a list by its key instead of its place, with what the field says. */
function nameOf({ code, path, values }: Problem, settings: DisplaySettings): string {
  const [name, index, ...rest] = path;
  const list = LISTS.find((known) => known === name);
  const item = list !== undefined && typeof index === "number" ? settings[list][index] : undefined;
  const kind = item && "element" in item ? item.element : "";
  const place = item ? [name, kind, item.key, ...rest] : path;
  const field = path.reduce<unknown>((held, step) => (held as Record<string | number, unknown> | null | undefined)?.[step], settings);
  return JSON.stringify([code, place, values, typeof field === "object" ? null : field]);
}
