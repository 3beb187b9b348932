import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { whenWeEnd } from "../../demo/when-we-end.ts";

/** The real remote-viewer, with a connection file, on an X display of its own that nobody sees. */
export class RemoteViewer {
  readonly #processes: ChildProcess[] = [];
  #said = "";

  /** Opens a file; it is open when the display shows the client. */
  static async open(file: string): Promise<RemoteViewer> {
    const viewer = new RemoteViewer();
    const display = await viewer.#startDisplay();
    const { stderr } = viewer.#spawn("remote-viewer", ["--debug", file], { DISPLAY: `:${display}`, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" });
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      viewer.#said += text;
    });
    return viewer;
  }

  /** What it has said so far, for the message of a test that fails. */
  get said(): string {
    return this.#said;
  }

  /** Ends it. */
  async close(): Promise<void> {
    for (const child of this.#processes.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  }

  /** Xvfb chooses a free number and says which. */
  async #startDisplay(): Promise<string> {
    const xvfb = this.#spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x960x24", "-nolisten", "tcp"]);
    const told = xvfb.stdio[3] as Readable;
    const [number] = await Promise.race([
      once(told, "data"),
      once(xvfb, "exit").then(() => Promise.reject(new Error("Xvfb did not start"))),
    ]);
    return String(number).trim();
  }

  #spawn(program: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe", "pipe"] });
    // Nobody else reads it, and a full pipe would hold the program up.
    child.stderr?.resume();
    const watcher = whenWeEnd("kill -TERM $1", String(child.pid));
    child.once("exit", () => watcher.cancel());
    this.#processes.push(child);
    return child;
  }
}
