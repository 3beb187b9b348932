import { spawn } from "node:child_process";
import { once } from "node:events";

/** A command that waits for the end of this process. */
export type Waiting = {
  /** Runs it now, and waits until it has ended. */
  runNow(): Promise<void>;
  /** It is not needed any more. */
  cancel(): void;
};

/**
 * Runs a shell command when this process ends, however it ends: a shell waits at a pipe that closes with us. `$1` and following are
 * the arguments.
 */
export function whenWeEnd(command: string, ...args: string[]): Waiting {
  const shell = spawn("sh", ["-c", `trap "" HUP INT TERM; read -r line || { ${command}; }`, "sh", ...args], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.unref();
  // The pipe alone must not keep this process alive.
  (shell.stdin as unknown as { unref(): void }).unref();
  return {
    async runNow() {
      shell.ref();
      const ended = once(shell, "exit");
      shell.stdin.end();
      await ended;
    },
    cancel: () => void shell.stdin.end("cancel\n"),
  };
}
