import { readdirSync, readFileSync } from "node:fs";

/** The process id of a child of the portal: its relay or its web process. */
export function childOf(portalPid: number, name: "relay" | "web"): number {
  const found = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .find((pid) => parentOf(pid) === portalPid && read(`/proc/${pid}/cmdline`).includes(`server/${name}/main.ts`));
  if (!found) throw new Error(`The portal runs no ${name}.`);
  return Number(found);
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** A process may be gone before its file is read. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
