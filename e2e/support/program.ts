import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { whenWeEnd } from "../../demo/when-we-end.ts";

/** Starts a program that ends with this process at the latest. Its fourth channel is a pipe that it can write to. */
export function startProgram(program: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  // Nobody else reads it, and a full pipe would hold the program up.
  child.stderr?.resume();
  const watcher = whenWeEnd("kill -TERM $1", String(child.pid));
  child.once("exit", () => watcher.cancel());
  return child;
}

/** Ends it, and waits until it has ended. */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
