import { setTimeout as sleep } from "node:timers/promises";

const DEADLINE_MS = 60_000;

/** What a command in the guest did: its exit status, and what it wrote. */
export type Ran = { status: number; output: string; errors: string };

/** Asks QEMU's guest agent, as `virsh qemu-agent-command` does. */
export type AskAgent = (request: object) => Promise<unknown>;

type ExecStatus = { return: { exited: boolean; exitcode?: number; "out-data"?: string; "err-data"?: string } };

/** Waits until the agent inside answers (guest-ping). */
export async function agentAnswers(ask: AskAgent, deadlineMs = DEADLINE_MS): Promise<void> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      await ask({ execute: "guest-ping" });
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(100);
    }
  }
}

/**
 * Runs a shell command in the guest as root and waits for its end (guest-exec, guest-exec-status in QEMU's guest agent protocol). What is
 * left running in the background must have let go of its output, or the agent waits for that too.
 */
export async function runInGuest(ask: AskAgent, command: string, deadlineMs = DEADLINE_MS): Promise<Ran> {
  const args = { path: "/bin/bash", arg: ["-c", command], "capture-output": true };
  const started = (await ask({ execute: "guest-exec", arguments: args })) as { return: { pid: number } };
  const until = Date.now() + deadlineMs;
  for (;;) {
    const { return: now } = (await ask({ execute: "guest-exec-status", arguments: { pid: started.return.pid } })) as ExecStatus;
    if (now.exited) return { status: now.exitcode ?? -1, output: decoded(now["out-data"]), errors: decoded(now["err-data"]) };
    if (Date.now() > until) throw new Error(`The guest is still busy with: ${command}`);
    await sleep(50);
  }
}

function decoded(base64 = ""): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
