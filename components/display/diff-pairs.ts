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

/** Parts a diff where its numbers leap: there lines that stay the same were left out. */
export function diffHunks(lines: readonly DiffLine[]): DiffLine[][] {
  const hunks: DiffLine[][] = [];
  let next: Pick<DiffLine, "old" | "new"> = { old: null, new: null };
  for (const line of lines) {
    const connected = follows(next.old, line.old) && follows(next.new, line.new);
    const last = hunks.at(-1);
    if (last && connected) last.push(line);
    else hunks.push([line]);
    next = { old: line.old === null ? next.old : line.old + 1, new: line.new === null ? next.new : line.new + 1 };
  }
  return hunks;
}

/** Whether a line's number is the expected one; one of the other text has none. */
function follows(expected: number | null, number: number | null): boolean {
  return number === null || expected === null || number === expected;
}
