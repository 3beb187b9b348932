/** One step from an old text to a new one: a line that stays, goes or comes, with its places from 0. */
export type LineEdit = { op: " " | "-" | "+"; old: number | null; new: number | null };

/** Beyond so many pairs of lines that differ, all of the old ones go and all of the new ones come. */
const MOST_PAIRS = 4_000_000;

/** The fewest lines that must go and come (the longest common subsequence stays); within a change all that goes stands first. */
export function lineEdits(old: readonly string[], fresh: readonly string[]): LineEdit[] {
  let head = 0;
  while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const [oldEnd, freshEnd] = [old.length - tail, fresh.length - tail];
  const middle = middleEdits(old.slice(head, oldEnd), fresh.slice(head, freshEnd));
  return [
    ...stays(0, 0, head),
    ...middle.map(({ op, old: at, new: to }) => ({ op, old: at === null ? null : at + head, new: to === null ? null : to + head })),
    ...stays(oldEnd, freshEnd, tail),
  ];
}

function stays(old: number, fresh: number, count: number): LineEdit[] {
  return Array.from({ length: count }, (_, index) => ({ op: " ", old: old + index, new: fresh + index }));
}

function middleEdits(old: readonly string[], fresh: readonly string[]): LineEdit[] {
  const common = old.length * fresh.length > MOST_PAIRS ? () => 0 : commonLengths(old, fresh);
  const edits: LineEdit[] = [];
  const comes: LineEdit[] = [];
  let [x, y] = [0, 0];
  while (x < old.length || y < fresh.length) {
    if (x < old.length && common(x, y) === common(x + 1, y)) edits.push({ op: "-", old: x++, new: null });
    else if (y < fresh.length && common(x, y) === common(x, y + 1)) comes.push({ op: "+", old: null, new: y++ });
    else edits.push(...comes.splice(0), { op: " ", old: x++, new: y++ });
  }
  return [...edits, ...comes];
}

/** How many lines the rests of the two texts have in common, from a place in each. */
function commonLengths(old: readonly string[], fresh: readonly string[]): (x: number, y: number) => number {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (x: number, y: number) => lengths[x * width + y] ?? 0;
  for (let x = old.length - 1; x >= 0; x--) {
    for (let y = fresh.length - 1; y >= 0; y--) {
      lengths[x * width + y] = old[x] === fresh[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
    }
  }
  return at;
}
