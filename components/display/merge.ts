import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Path } from "./paths.ts";
import { sameValue } from "./same-value.ts";

/** What came of two people's changes: where both changed the same, theirs counts, and `clashes` says where. */
export type Merged = { settings: DisplaySettings; clashes: Path[] };

type Item = { key: number | null };
type ListName = "graphics" | "video" | "sound" | "serials" | "hostDevices";
const scalars = ["spiceAgent", "vncAgent", "usbRedirection", "tablet", "folderSharing"] as const;
const lists: readonly ListName[] = ["graphics", "video", "sound", "serials", "hostDevices"];

/**
 * Puts a person's changes onto settings that somebody else has changed meanwhile.
 * @param original what both began with
 * @param mine the person's
 * @param theirs as they are now
 */
export function merge(original: DisplaySettings, mine: DisplaySettings, theirs: DisplaySettings): Merged {
  const settings = { ...theirs };
  const clashes: Path[] = [];
  for (const name of scalars) {
    const merged = mergeValue(original[name], mine[name], theirs[name]);
    (settings as Record<string, unknown>)[name] = merged.value;
    if (merged.clash) clashes.push([name]);
  }
  for (const name of lists) {
    const merged = mergeList(original[name], mine[name], theirs[name], kindOf[name]);
    (settings as Record<string, unknown>)[name] = merged.items;
    clashes.push(...merged.clashes.map((path) => [name, ...path]));
  }
  return { settings, clashes };
}

/** What tells elements of one list apart beside their content: the elements that `key` counts, and of displays that there is one of a kind. */
const kindOf: Record<ListName, (item: Item) => string> = {
  graphics: () => "",
  video: () => "",
  sound: () => "",
  serials: (item) => (item as DisplaySettings["serials"][number]).element,
  hostDevices: () => "",
};

function mergeValue(original: unknown, mine: unknown, theirs: unknown): { value: unknown; clash: boolean } {
  if (sameValue(mine, original) || sameValue(mine, theirs)) return { value: theirs, clash: false };
  return sameValue(theirs, original) ? { value: mine, clash: false } : { value: theirs, clash: true };
}

type MergedList = { items: Item[]; clashes: Path[] };

function mergeList(original: readonly Item[], mine: readonly Item[], theirs: readonly Item[], kind: (item: Item) => string): MergedList {
  const now = pair(original, theirs, kind);
  const items: Item[] = [];
  const clashes: Path[] = [];
  const kept = new Set<Item>();
  for (const item of mine) {
    const before = item.key === null ? undefined : original.find((one) => one.key === item.key && kind(one) === kind(item));
    if (!before) {
      items.push({ ...item, key: null });
      continue;
    }
    kept.add(before);
    const after = now.get(before);
    if (after) {
      const merged = mergeItem(before, item, after);
      clashes.push(...merged.clashes.map((path) => [items.length, ...path]));
      items.push(merged.item);
    } else if (!sameValue(item, before)) clashes.push([]);
  }
  for (const before of original) {
    const after = now.get(before);
    // The person removed what somebody else changed: better kept than lost.
    if (kept.has(before) || !after || sameBut(before, after)) continue;
    clashes.push([items.length]);
    items.push(after);
  }
  const known = new Set(now.values());
  items.push(...theirs.filter((item) => !known.has(item)));
  return onlyOneOfAType({ items, clashes });
}

/** Which of their elements is which of the original ones: the same content first, then the same place, for places shift. */
function pair(original: readonly Item[], theirs: readonly Item[], kind: (item: Item) => string): Map<Item, Item> {
  const pairs = new Map<Item, Item>();
  const free = new Set(theirs);
  const rules = [
    (a: Item, b: Item) => a.key === b.key && sameBut(a, b),
    sameBut,
    (a: Item, b: Item) => a.key === b.key && kind(a) === kind(b) && theirs.length === original.length,
    (a: Item, b: Item) => isDisplay(a) && typeOf(a) === typeOf(b),
  ];
  for (const rule of rules) {
    for (const one of original) {
      if (pairs.has(one)) continue;
      const other = [...free].find((item) => rule(one, item));
      if (!other) continue;
      pairs.set(one, other);
      free.delete(other);
    }
  }
  return pairs;
}

/** The same but for the place. */
function sameBut(a: Item, b: Item): boolean {
  return sameValue({ ...a, key: 0 }, { ...b, key: 0 });
}

function mergeItem(before: Item, mine: Item, after: Item): { item: Item; clashes: Path[] } {
  if (sameBut(mine, before)) return { item: after, clashes: [] };
  // One of another type has other fields: nothing of it can be put together with what was changed in this one.
  if (typeOf(after) !== typeOf(before) && typeOf(mine) !== typeOf(after)) return { item: after, clashes: [[]] };
  const item: Record<string, unknown> = { ...mine, key: after.key };
  const clashes: Path[] = [];
  for (const name of Object.keys(mine)) {
    if (name === "key" || !(name in after)) continue;
    const merged = mergeValue((before as Plain)[name], (mine as Plain)[name], (after as Plain)[name]);
    item[name] = merged.value;
    if (merged.clash) clashes.push([name]);
  }
  return { item: item as Item, clashes };
}

type Plain = Record<string, unknown>;

function typeOf(item: Item): unknown {
  return (item as Plain).type;
}

/** Both may have added a display of the same type: the one that the definition has stays. */
function onlyOneOfAType({ items, clashes }: MergedList): MergedList {
  const doubled = items.findIndex(
    (item) => item.key === null && isDisplay(item) && items.some((other) => other !== item && typeOf(other) === typeOf(item)),
  );
  if (doubled < 0) return { items, clashes };
  const left = items.filter((_, index) => index !== doubled);
  const place = left.findIndex((item) => typeOf(item) === typeOf(items[doubled] as Item));
  const moved = clashes.map(([first, ...rest]) =>
    typeof first === "number" && first > doubled ? [first - 1, ...rest] : [first ?? 0, ...rest],
  );
  return { items: left, clashes: [...moved, [place]] };
}

function isDisplay(item: Item): boolean {
  return typeOf(item) === "vnc" || typeOf(item) === "spice";
}
