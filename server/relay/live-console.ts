import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { NoteFromRelay, NoteToRelay } from "#server/contract/console-note.ts";
import { type ErrorCode, errorRow, OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import type { Access } from "./access.ts";
import type { Admission } from "./admission.ts";
import type { End } from "./bridge.ts";
import { Channel } from "./channel.ts";
import { closeSocket } from "./close-socket.ts";
import type { Opened } from "./far-end.ts";
import { whyMachineEnded } from "./machine-end.ts";
import type { Machines } from "./machines.ts";
import { Notes } from "./notes.ts";

/** What consoles need of the relay. */
export type Surroundings = { access: Access; machines: Machines; log: Logger };

/** The most channels beside the first: a display for each of many monitors, and one of each other kind. */
const FURTHER_LIMIT = 16;

/**
 * A console that is open: its bytes, its end, and the records of it. It may have further channels, each a WebSocket of its own:
 * they end with the first one, and one that fails ends alone.
 */
export class LiveConsole {
  readonly admission: Admission;
  /** Resolves when the console has ended, its browser is closed and its end is in the audit log. */
  readonly finished: Promise<void>;
  readonly holds: boolean;
  readonly since = new Date();
  /** What is done at a page's note beside the answer to a ping; `first`: it takes notes from now on. */
  onNote: (note: NoteToRelay, first: boolean) => void = () => {};
  readonly #main: Channel;
  readonly #further = new Set<Channel>();
  readonly #around: Surroundings;
  readonly #opened: Opened;
  /** The bytes of further channels that have ended. */
  #bytesDown = 0;
  #bytesUp = 0;
  ended = false;
  /** Null before the page has said its first note: before that, none is said to it. */
  #notes: Notes | null = null;

  /** @param ws open; @param socket the one under it */
  constructor(admission: Admission, ws: WebSocket, socket: Socket, opened: Opened, around: Surroundings) {
    this.admission = admission;
    this.holds = admission.protocol !== "vnc";
    this.#around = around;
    this.#opened = opened;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.finished = promise;
    const onEnd = (end: End) => {
      this.ended = true;
      this.#finish(end).then(resolve);
    };
    this.#main = new Channel(ws, socket, opened.far, onEnd, (text) => this.#noted(text));
  }

  /** Whether another channel may join now. */
  get joinable(): boolean {
    return !this.ended && this.#opened.further !== undefined;
  }

  /** Whether it has as many channels as it may have. */
  get full(): boolean {
    return this.#further.size >= FURTHER_LIMIT;
  }

  /** Lets the bytes flow. */
  start(): void {
    this.#main.start();
  }

  /** Takes one more channel. @param ws open; @param socket the one under it */
  join(ws: WebSocket, socket: Socket): void {
    const far = this.ended || this.full ? undefined : this.#opened.further?.();
    if (far === undefined) {
      ws.on("error", () => ws.terminate());
      closeSocket(ws, this.full ? "too-many-consoles" : "ticket-used");
      return;
    }
    const onEnd = (end: End) => void this.#furtherEnded(channel, end);
    const channel = new Channel(ws, socket, far, onEnd, refuseNote);
    this.#further.add(channel);
    channel.start();
  }

  /** Asks the browser whether it is there; ends the console where it has not answered twice. */
  ping(): void {
    if (!this.#main.ping()) this.end("client-too-slow");
    for (const channel of this.#further) if (!channel.ping()) channel.end("client-too-slow");
  }

  end(code: ErrorCode): void {
    this.#main.end(code);
  }

  /** Says a note, to a page that takes them. */
  tell(note: NoteFromRelay): void {
    if (this.#notes && !this.ended) this.#main.say(JSON.stringify(note));
  }

  #noted(text: Buffer): void {
    const first = this.#notes === null;
    this.#notes ??= new Notes();
    const note = this.#notes.read(text);
    if (note.type === "ping") this.tell({ type: "pong", id: note.id });
    this.onNote(note, first);
  }

  async #finish(end: End): Promise<void> {
    for (const channel of this.#further) channel.end("display-closed");
    // Without a wait where there is none: who takes a console over is recorded behind this end.
    const code = end.by === "machine" ? await this.#whyMachineEnded(end) : codeOf(end);
    const closed = [this.#main, ...this.#further].map((channel) => channel.close(code));
    const closeCode = end.by === "browser" ? end.closeCode : errorRow(code ?? "internal").close;
    try {
      await this.#around.access.closed(this.admission, {
        code,
        closeCode,
        ...this.#bytes(),
        ...("details" in end && { details: end.details }),
      });
    } catch (error) {
      this.#around.log.error({ err: error, console: this.admission.consoleId }, "the end of a console could not be recorded");
    }
    await Promise.all(closed);
  }

  async #furtherEnded(channel: Channel, end: End): Promise<void> {
    if (this.ended) return;
    const why = end.by === "machine" ? await this.#whyMachineEnded(end) : codeOf(end);
    // Nobody takes a further channel alone.
    const code = why === "console-taken" ? "display-closed" : why;
    // Where the console has ended meanwhile, that closes it, and says why.
    if (this.ended) return;
    this.#around.log.debug({ end, console: this.admission.consoleId, code }, "a further channel ended");
    this.#further.delete(channel);
    this.#bytesDown += channel.bytesDown;
    this.#bytesUp += channel.bytesUp;
    await channel.close(code);
  }

  #bytes(): { bytesDown: number; bytesUp: number } {
    let [bytesDown, bytesUp] = [this.#bytesDown, this.#bytesUp];
    for (const channel of [this.#main, ...this.#further]) {
      bytesDown += channel.bytesDown;
      bytesUp += channel.bytesUp;
    }
    return { bytesDown, bytesUp };
  }

  async #whyMachineEnded({ error }: Extract<End, { by: "machine" }>): Promise<ErrorCode> {
    const code = await whyMachineEnded(this.#around.machines, this.admission, this.#opened.runtimeId, error);
    this.#around.log.debug({ err: error, console: this.admission.consoleId, code }, "the machine's end closed");
    return code;
  }
}

/** null: the browser ended it. */
function codeOf(end: Exclude<End, { by: "machine" }>): ErrorCode | null {
  return end.by === "browser" ? null : end.code;
}

/** Notes are for the first channel. */
function refuseNote(): void {
  throw new OrielError("client-protocol", "a note on a further channel");
}
