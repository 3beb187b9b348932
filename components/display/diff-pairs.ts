import type { DiffLine } from "#server/contract/display-plan.ts";

/** What stands in one line of a diff that is shown side by side: the old line, the new one, or both. */
export type DiffPair = { old: DiffLine | null; new: DiffLine | null };

/** Puts what was removed beside what came in its place. */
export function diffPairs(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({ old: removed[index] ?? null, new: added[index] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.op === "-") {
      // What is removed after something was added is another change.
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.op === "+") added.push(line);
    else {
      flush();
      pairs.push({ old: line, new: line });
    }
  }
  flush();
  return pairs;
}

/** A stretch of a diff; `folded`: nothing changes in it, and it is far from what does. */
export type DiffStretch = { folded: boolean; lines: readonly DiffLine[] };

/** Lines that are shown around a change. */
const AROUND = 3;

/** Parts a whole text's diff so that what does not change can be folded away. */
export function diffStretches(lines: readonly DiffLine[]): DiffStretch[] {
  const near = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.op !== " ") for (let place = index - AROUND; place <= index + AROUND; place++) near.add(place);
  }
  const stretches: { folded: boolean; lines: DiffLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const folded = !near.has(index);
    const last = stretches.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else stretches.push({ folded, lines: [line] });
  }
  return stretches;
}
