import type { Companion } from "#server/contract/console-note.ts";

/** Who was there the last time. */
export interface Known {
  ids: ReadonlySet<string>;
  /** Who controlled alone, by name. */
  driver: string | undefined;
}

/** What a person is told: the machine is theirs alone; another's alone; another watches along. */
export type News = { what: "yours" } | { what: "drives" | "watches"; name: string };

export function knownOf(people: readonly Companion[]): Known {
  return { ids: new Set(people.map(({ id }) => id)), driver: driverOf(people)?.name };
}

/**
 * What is new in who is there. Those who were there first are none, but for one who controls alone: who wanted to, and watches, is
 * told why.
 * @param before null: nothing was known @param reopened the console was opened anew since then
 */
export function newsOf(before: Known | null, people: readonly Companion[], reopened: boolean): News[] {
  const driver = driverOf(people);
  const isOther = driver?.name !== before?.driver;
  if (driver?.here && before && isOther) return [{ what: "yours" }];
  if (driver && !driver.here && (reopened || isOther)) return [{ what: "drives", name: driver.name }];
  if (!before) return [];
  return people
    .filter(({ id, here, mode }) => !here && mode === "view" && !before.ids.has(id))
    .map(({ name }) => ({ what: "watches", name }));
}

function driverOf(people: readonly Companion[]): Companion | undefined {
  return people.find(({ drives }) => drives);
}
