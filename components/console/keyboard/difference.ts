/** What has to be done for a text to become another: some of its end is erased, and the rest is typed. */
export interface Difference {
  erase: string;
  insert: string;
}

/** The difference from one text to another, where the cursor stands at the end. Characters are never cut in two. */
export function differenceOf(before: string, after: string): Difference {
  const [from, to] = [[...before], [...after]];
  const shorter = Math.min(from.length, to.length);
  let same = 0;
  while (same < shorter && from[same] === to[same]) same++;
  return { erase: from.slice(same).join(""), insert: to.slice(same).join("") };
}
