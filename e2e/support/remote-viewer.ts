import type { ChildProcess } from "node:child_process";
import { endProgram, startProgram } from "./program.ts";
import { XDisplay } from "./x-display.ts";

/** The real remote-viewer, with a connection file, on an X display of its own that nobody sees. */
export class RemoteViewer {
  readonly #display: XDisplay;
  readonly #viewer: ChildProcess;
  #said = "";

  private constructor(display: XDisplay, viewer: ChildProcess) {
    this.#display = display;
    this.#viewer = viewer;
    viewer.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
  }

  /** Opens a file; it is open when the display shows the client. */
  static async open(file: string): Promise<RemoteViewer> {
    const display = await XDisplay.start();
    return new RemoteViewer(display, startProgram("remote-viewer", ["--debug", file], display.environment));
  }

  /** What it has said so far, for the message of a test that fails. */
  get said(): string {
    return this.#said;
  }

  /** Ends it. */
  async close(): Promise<void> {
    await endProgram(this.#viewer);
    await this.#display.stop();
  }
}
