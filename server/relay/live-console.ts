import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import type { Access } from "./access.ts";
import type { Admission } from "./admission.ts";
import { Bridge, type End } from "./bridge.ts";
import type { FarEnd } from "./far-end.ts";
import { whyMachineEnded } from "./machine-end.ts";
import type { Machines } from "./machines.ts";

/** What consoles need of the relay. */
export type Surroundings = { access: Access; machines: Machines; log: Logger };

/** A console that is open: its bytes, its end, and the records of it. */
export class LiveConsole {
  readonly admission: Admission;
  /** Resolves when the console has ended, its browser is closed and its end is in the audit log. */
  readonly finished: Promise<void>;
  readonly #bridge: Bridge;
  readonly #around: Surroundings;
  readonly #runtimeId: number;
  ended = false;

  /** @param ws open; @param socket the one under it */
  constructor(admission: Admission, ws: WebSocket, socket: Socket, far: FarEnd, around: Surroundings) {
    this.admission = admission;
    this.#around = around;
    this.#runtimeId = far.runtimeId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finished = promise;
    this.#bridge = new Bridge(ws, socket, far, (end) => {
      this.ended = true;
      this.#finish(end).then(resolve);
    });
  }

  /** Lets the bytes flow. */
  start(): void {
    this.#bridge.start();
  }

  /** Asks the browser whether it is there; ends the console where it has not answered twice. */
  ping(): void {
    if (!this.#bridge.ping()) this.end("client-too-slow");
  }

  end(code: ErrorCode): void {
    this.#bridge.end(code);
  }

  async #finish(end: End): Promise<void> {
    const code = await this.#codeOf(end);
    const closed = code === null ? null : this.#bridge.close(code);
    const closeCode = code === null && end.by === "browser" ? end.closeCode : errorRow(code ?? "internal").close;
    const { bytesDown, bytesUp } = this.#bridge;
    try {
      await this.#around.access.closed(this.admission, { code, closeCode, bytesDown, bytesUp });
    } catch (error) {
      this.#around.log.error({ err: error, console: this.admission.consoleId }, "the end of a console could not be recorded");
    }
    await closed;
  }

  async #codeOf(end: End): Promise<ErrorCode | null> {
    if (end.by === "browser") return null;
    if (end.by === "relay") return end.code;
    const code = await whyMachineEnded(this.#around.machines, this.admission, this.#runtimeId, end.error);
    this.#around.log.debug({ err: end.error, console: this.admission.consoleId, code }, "the machine's end closed");
    return code;
  }
}
