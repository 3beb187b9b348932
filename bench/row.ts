/** One figure beside its peer's, measured on the same input in turns. `ratio` is ours / peer; `target` the most it may be. */
export type BenchRow = { name: string; ours: number; peer: number; unit: string; ratio: number; target: number };
