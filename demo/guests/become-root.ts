import { spawn } from "node:child_process";
import { once } from "node:events";

/** What sudo keeps from a program, and what it may need to reach the network. */
const KEPT = ["http_proxy", "https_proxy", "no_proxy"];

/** How mmdebstrap gets to own the files of a new system: its mode, and the words before its command. */
export type RootWords = { words: string[]; mode: "root" | "unshare" };

/**
 * As root nothing is needed. Otherwise a user namespace, in which one is root over nothing but one's own; where the system allows none,
 * sudo, having said what for.
 * @throws {Error} where neither is to be had
 */
export async function rootWords(why: string, say: (text: string) => void): Promise<RootWords> {
  if (process.getuid?.() === 0) return { words: [], mode: "root" };
  // First the plain kind: where that is forbidden, the helper that maps user ids would wait for good.
  if ((await succeeds("unshare", ["--user", "true"])) && (await succeeds("unshare", ["--user", "--map-root-user", "--map-auto", "true"])))
    return { words: [], mode: "unshare" };
  if (!(await succeeds("sudo", ["-n", "true"]))) {
    if (!process.stdin.isTTY)
      throw new Error("This needs root: user namespaces are not allowed here, and sudo is missing or asks for a password.");
    say(`With sudo, because user namespaces are not allowed here: ${why}.`);
    const [status] = await once(spawn("sudo", ["-v"], { stdio: "inherit" }), "exit").catch(() => [1]);
    if (status !== 0) throw new Error("This needs root: user namespaces are not allowed here, and sudo did not let it.");
  }
  const environment = KEPT.flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : []));
  return { words: ["sudo", "-n", "env", ...environment, "TMPDIR=/var/tmp"], mode: "root" };
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  const [status] = await once(spawn(program, args, { stdio: "ignore" }), "exit").catch(() => [1]);
  return status === 0;
}
