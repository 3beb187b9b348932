import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { type Problem, problem, where } from "./check-context.ts";

const LISTS = ["graphics", "video", "sound", "serials", "hostDevices"] as const;

/** Keys that the definition does not have, and such as stand twice: a settings' list that was made for another definition. */
export function checkKeys(before: DisplaySettings, wanted: DisplaySettings): Problem[] {
  return LISTS.flatMap((list) => {
    const known = before[list].map(nameOf);
    const names = wanted[list].map(nameOf);
    return wanted[list].flatMap((item, index) => {
      if (item.key === null) return [];
      const name = names[index] ?? "";
      const values = { element: list, key: item.key };
      return where(
        !known.includes(name) && problem("key-unknown", [list, index], values),
        names.indexOf(name) !== index && problem("key-twice", [list, index], values),
      );
    });
  });
}

/** `<serial>` and `<console>` are counted each on their own; a device of the host does not become one of another kind. */
function nameOf(item: { key: number | null; element?: string; type?: string }): string {
  const kind = item.type === "pci" || item.type === "mdev" ? item.type : (item.element ?? "");
  return `${kind} ${item.key}`;
}
