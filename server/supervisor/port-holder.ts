import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The state LISTEN in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN = "0A";

/**
 * Which process listens on a TCP port of this machine, as "name (pid 123)"; null where that cannot be told, because it is
 * somebody else's or the system has no /proc.
 */
export function portHolder(port: number): string | null {
  try {
    const sockets = new Set(listeningInodes(port).map((inode) => `socket:[${inode}]`));
    const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holdsOneOf(name, sockets));
    return pid === undefined ? null : `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (pid ${pid})`;
  } catch {
    return null;
  }
}

function listeningInodes(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => {
    const rows = readFileSync(table, "utf8").split("\n").slice(1);
    const fields = rows.map((row) => row.trim().split(/\s+/));
    return fields.filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTEN).map((row) => row[9] ?? "");
  });
}

function holdsOneOf(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}
