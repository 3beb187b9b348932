/** An item of an old list and what has become of it in a new one; `place` is its place there. */
export type Pair<Item> = { old: Item | null; fresh: Item | null; place: number | null };

/** Matches two lists: first what is called the same, in order, then what is left over with each other. */
export function pairs<Item>(before: readonly Item[], after: readonly Item[], nameOf: (item: Item) => string): Pair<Item>[] {
  const left = [...before];
  const matched = after.map((fresh) => {
    const index = left.findIndex((old) => nameOf(old) === nameOf(fresh));
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null);
  });
  const found = after.map((fresh, place) => ({ old: matched[place] ?? left.shift() ?? null, fresh, place }));
  return [...found, ...left.map((old) => ({ old, fresh: null, place: null }))];
}
