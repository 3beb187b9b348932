import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "#server/config.ts";
import type { Logger } from "#server/log.ts";
import type { Program } from "./programs.ts";

/** Time until a process that ended is started again, in milliseconds: doubled each time, back to the first after a calm minute. */
const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 10_000;
const CALM_MS = 60_000;

/** What a child tells its parent. */
export type ChildMessage =
  | { type: "ready"; address?: { host: string; port: number } }
  /** It cannot start, and starting it again would not help. */
  | { type: "failed"; code: string; message: string };

/** A child could not start. */
export class ChildFailed extends Error {
  override readonly name = "ChildFailed";
  /** A system error's code such as EADDRINUSE, else "". */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One of the portal's processes, started again whenever it ends. */
export class Child {
  readonly #name: string;
  readonly #program: Program;
  readonly #log: Logger;
  #settings: Record<string, string> = {};
  #process: ChildProcess | null = null;
  #delay = FIRST_DELAY_MS;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(name: string, program: Program, log: Logger) {
    this.#name = name;
    this.#program = program;
    this.#log = log;
  }

  /**
   * Starts it, and waits until it is ready. From then on it is kept running.
   * @param settings put over this process's own environment
   * @param lasting put over it when it is started again, once it told where it listens
   * @throws {ChildFailed}
   */
  async start(
    settings: Record<string, string>,
    lasting: (ready: ReadyMessage) => Record<string, string> = () => ({}),
  ): Promise<ReadyMessage> {
    this.#settings = settings;
    const child = this.#spawn();
    const ready = await readiness(child, this.#name);
    this.#settings = { ...settings, ...lasting(ready) };
    void this.#keepRunning(child);
    return ready;
  }

  /** Ends it with SIGTERM, and with SIGKILL after the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ending = ended(child);
    const kill = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
    child.kill("SIGTERM");
    await ending;
    clearTimeout(kill);
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [...this.#program.nodeOptions, this.#program.path], {
      env: childEnvironment(this.#settings),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process = child;
    return child;
  }

  async #keepRunning(child: ChildProcess): Promise<void> {
    const startedAt = performance.now();
    const { code, signal } = await ended(child);
    if (this.#stopping) return;
    if (performance.now() - startedAt > CALM_MS) this.#delay = FIRST_DELAY_MS;
    this.#log.error({ child: this.#name, code, signal, againInMs: this.#delay }, "a process of the portal ended and is started again");
    this.#timer = setTimeout(() => this.#restart(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LAST_DELAY_MS);
  }

  #restart(): void {
    const child = this.#spawn();
    void this.#keepRunning(child);
    readiness(child, this.#name).catch((error) => {
      if (!this.#stopping) this.#log.error({ child: this.#name, err: error }, "a process of the portal could not be started again");
    });
  }
}

type ReadyMessage = Extract<ChildMessage, { type: "ready" }>;

/** Resolves when the process says that it is ready. Throws ChildFailed where it says why it is not, ends, or cannot be started. */
function readiness(child: ChildProcess, name: string): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    child.once("message", (message: ChildMessage) => {
      if (message.type === "ready") resolve(message);
      else reject(new ChildFailed(message.code, message.message));
    });
    child.once("error", (error) => reject(new ChildFailed("", error.message)));
    child.once("exit", (code, signal) => reject(new ChildFailed("", `The ${name} process ended (${signal ?? code}) before it was ready.`)));
  });
}

/** Resolves when the process has ended; one that could not be started has. */
function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => child.pid === undefined && resolve({ code: null, signal: null }));
  });
}
