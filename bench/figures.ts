import type { BenchRow } from "./row.ts";

/** Us and the one beside us. */
export type Side = "ours" | "peer";

/** Measures both sides in turns, so that what else the machine does falls on both. One round more comes first and warms both up. */
export async function inTurns<T>(rounds: number, measure: (side: Side) => Promise<T>): Promise<Record<Side, T[]>> {
  const measured: Record<Side, T[]> = { ours: [], peer: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const side of round % 2 === 0 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      const value = await measure(side);
      if (round > 0) measured[side].push(value);
    }
  }
  return measured;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A row of the medians. */
export function rowOf(row: Pick<BenchRow, "name" | "unit" | "target">, measured: Record<Side, number[]>): BenchRow {
  const [ours, peer] = [median(measured.ours), median(measured.peer)];
  return { ...row, ours, peer, ratio: ours / peer };
}
