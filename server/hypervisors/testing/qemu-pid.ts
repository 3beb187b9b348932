import { readdirSync, readFileSync } from "node:fs";

/** The process of a guest of the daemon in this directory. */
export function qemuPid(directory: string, name: string): number {
  const pid = readdirSync("/proc").find((entry) => /^\d+$/.test(entry) && isQemu(entry, directory, name));
  if (pid === undefined) throw new Error(`no QEMU runs for ${name}`);
  return Number(pid);
}

function isQemu(pid: string, directory: string, name: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return commandLine.includes(`guest=${name},`) && commandLine.includes(directory);
  } catch {
    return false;
  }
}
