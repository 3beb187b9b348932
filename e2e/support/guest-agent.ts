import { setTimeout as sleep } from "node:timers/promises";

const DEADLINE_MS = 60_000;

/** What a command in the guest did: its exit status, and what it wrote. */
export type Ran = { status: number; output: string; errors: string };

/** Asks QEMU's guest agent; gives what it returns. */
export type AskAgent = (execute: string, args?: object) => Promise<unknown>;

type ExecStatus = { exited: boolean; exitcode?: number; "out-data"?: string; "err-data"?: string };

/** Asks through what sends a request as text and gives the answer as text, as `virsh qemu-agent-command` does. */
export function askAgent(send: (request: string) => Promise<string>): AskAgent {
  return async (execute, args) => {
    const answer = await send(JSON.stringify({ execute, ...(args && { arguments: args }) }));
    return (JSON.parse(answer) as { return: unknown }).return;
  };
}

/** Waits until the agent inside answers (guest-ping). */
export async function agentAnswers(ask: AskAgent, deadlineMs = DEADLINE_MS): Promise<void> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      await ask("guest-ping");
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(100);
    }
  }
}

/**
 * Starts a shell command in the guest as root (guest-exec).
 * @returns its process there
 */
export async function startInGuest(ask: AskAgent, command: string, { input }: { input?: Buffer } = {}): Promise<number> {
  const data = input && { "input-data": input.toString("base64") };
  const started = await ask("guest-exec", { path: "/bin/bash", arg: ["-c", command], "capture-output": true, ...data });
  return (started as { pid: number }).pid;
}

/**
 * Runs a shell command in the guest as root and waits for its end (guest-exec-status). What it leaves in the background must have let go
 * of its output, or the agent waits for that too.
 */
export async function runInGuest(ask: AskAgent, command: string, deadlineMs = DEADLINE_MS): Promise<Ran> {
  const pid = await startInGuest(ask, command);
  const until = Date.now() + deadlineMs;
  for (;;) {
    const now = (await ask("guest-exec-status", { pid })) as ExecStatus;
    if (now.exited) return { status: now.exitcode ?? -1, output: decoded(now["out-data"]), errors: decoded(now["err-data"]) };
    if (Date.now() > until) throw new Error(`The guest is still busy with: ${command}`);
    await sleep(50);
  }
}

function decoded(base64 = ""): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
