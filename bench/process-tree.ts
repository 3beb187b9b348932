import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc (sysconf(_SC_CLK_TCK) is 100 on Linux). */
const TICKS = 100;

type Stat = { parent: number; cpuSeconds: number };

/** User and system time of a process and of all that descend from it, ended ones that were waited for included, in seconds. */
export function cpuSeconds(root: number): number {
  return sum(root, ({ cpuSeconds: seconds }) => seconds);
}

/** Proportional share of memory (PSS) of a process and all that descend from it, in bytes. */
export function pssBytes(root: number): number {
  return sum(root, (_, pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  });
}

function sum(root: number, measure: (stat: Stat, pid: number) => number): number {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) if (/^\d+$/.test(name)) readStat(Number(name), stats);
  const family = new Set([root]);
  for (let grown = 0; grown !== family.size; ) {
    grown = family.size;
    for (const [pid, { parent }] of stats) if (family.has(parent)) family.add(pid);
  }
  let total = 0;
  for (const pid of family) {
    const stat = stats.get(pid);
    if (stat) total += measure(stat, pid);
  }
  return total;
}

/** Fields of /proc/PID/stat behind the command: state, ppid (4) ... utime (14), stime, cutime, cstime (proc(5)). */
function readStat(pid: number, into: Map<number, Stat>): void {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((all, field) => all + Number(field), 0);
    into.set(pid, { parent: Number(fields[1]), cpuSeconds: ticks / TICKS });
  } catch {
    // It ended while the list was read.
  }
}
