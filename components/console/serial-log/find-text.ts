/** Where a text occurs in another, upper and lower case alike: the offsets of the beginnings, at most `max`. */
export function placesOf(wanted: string, text: string, max = 10_000): number[] {
  if (wanted === "") return [];
  const found: number[] = [];
  // Some letters have another length in lower case: a pattern keeps the offsets right.
  const pattern = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "giu");
  for (const { index } of text.matchAll(pattern)) {
    found.push(index);
    if (found.length === max) break;
  }
  return found;
}
