import { ensureBuild } from "../.ci/prepare.mjs";
import type { BenchRow } from "./row.ts";

type Bench = { about: string; needsBuild: boolean; run(): Promise<BenchRow[]> };

/** Each is loaded only when it runs. */
const benches: Record<string, Bench> = {
  list: { about: "listing machines, beside virsh", needsBuild: false, run: async () => (await import("./list.ts")).listBench() },
  relay: { about: "console bytes, beside websockify", needsBuild: false, run: async () => (await import("./relay.ts")).relayRows() },
  "first-frame": {
    about: "opening a console in Chromium, beside plain noVNC",
    needsBuild: true,
    run: async () => (await import("./first-frame.ts")).firstFrameRows(),
  },
  spice: {
    about: "a SPICE console in Chromium, beside Debian's spice-html5",
    needsBuild: true,
    run: async () => (await import("./spice.ts")).spiceRows(),
  },
};

/**
 * `npm run bench`, or `npm run bench -- NAME ...` for some of them: measures Oriel beside its peers and prints one table. A target that is not
 * met is a figure like any other; the exit status is 1 where something could not be measured, 2 for a name that there is not.
 */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(", ")}. There are:`);
    for (const [name, { about }] of Object.entries(benches)) console.error(`  ${name.padEnd(12)} ${about}`);
    return 2;
  }
  const chosen = Object.entries(benches).filter(([name]) => names.length === 0 || names.includes(name));
  const rows: BenchRow[] = [];
  let failed = false;
  for (const [name, bench] of chosen) {
    const measured = await measure(name, bench);
    failed ||= measured === null;
    rows.push(...(measured ?? []));
  }
  if (rows.length > 0) printTable(rows);
  return failed ? 1 : 0;
}

/** Its figures; null where it could not be done, and says why. */
async function measure(name: string, { about, needsBuild, run }: Bench): Promise<BenchRow[] | null> {
  console.error(`Measuring ${name}: ${about} ...`);
  try {
    if (needsBuild) await ensureBuild("", (text) => console.error(text));
    return await run();
  } catch (error) {
    console.error(`${name} could not be measured: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

function printTable(rows: readonly BenchRow[]): void {
  const head = ["", "ours", "peer", "ratio", "target", ""];
  const body = rows.map(({ name, ours, peer, unit, ratio, target }) => [
    name,
    `${short(ours)} ${unit}`,
    `${short(peer)} ${unit}`,
    short(ratio),
    `<= ${short(target)}`,
    ratio <= target ? "met" : "not met",
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of [head, ...body])
    console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  "));
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

// What a benchmark has started ends with this process, however it ends; Playwright alone takes SIGTERM for its browser's end only.
process.once("SIGTERM", () => process.exit(143));
process.exit(await main(process.argv.slice(2)));
