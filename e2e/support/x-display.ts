import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { endProgram, startProgram } from "./program.ts";

/** An X display of its own that nobody sees. */
export class XDisplay {
  /** ":7" */
  readonly name: string;
  readonly #xvfb: ChildProcess;

  private constructor(name: string, xvfb: ChildProcess) {
    this.name = name;
    this.#xvfb = xvfb;
  }

  /** Xvfb chooses a free number and says which. */
  static async start(): Promise<XDisplay> {
    const xvfb = startProgram("Xvfb", ["-displayfd", "3", "-screen", "0", "1440x960x24", "-nolisten", "tcp"]);
    const told = xvfb.stdio[3] as Readable;
    const [number] = await Promise.race([
      once(told, "data"),
      once(xvfb, "exit").then(() => Promise.reject(new Error("Xvfb did not start"))),
    ]);
    return new XDisplay(`:${String(number).trim()}`, xvfb);
  }

  /** What a GTK program needs to show itself here, and nowhere else. */
  get environment(): Record<string, string> {
    return { DISPLAY: this.name, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
  }

  stop(): Promise<void> {
    return endProgram(this.#xvfb);
  }
}
