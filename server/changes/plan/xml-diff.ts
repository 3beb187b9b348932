import type { DiffLine } from "#server/contract/display-plan.ts";
import { lineEdits } from "./line-edits.ts";
import { maskSecrets } from "./mask-secrets.ts";

/** Lines that are shown around what changes. */
const CONTEXT = 3;

/**
 * The lines in which two texts differ, with a few around them; where the numbers leap, lines were left out. Secrets are masked: a line
 * whose secret alone changes stands as removed and added.
 */
export function diffOf(before: string, after: string): DiffLine[] {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  const [oldShown, freshShown] = [maskSecrets(before).split("\n"), maskSecrets(after).split("\n")];
  const all = lineEdits(old, fresh).map<DiffLine>(({ op, old: at, new: to }) => ({
    op,
    old: at === null ? null : at + 1,
    new: to === null ? null : to + 1,
    text: ((op === "-" ? oldShown[at ?? 0] : freshShown[to ?? 0]) ?? "").replace(/\r$/, ""),
  }));
  const changed = all.flatMap(({ op }, index) => (op === " " ? [] : [index]));
  return all.filter((_, index) => changed.some((place) => Math.abs(place - index) <= CONTEXT));
}
