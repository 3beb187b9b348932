import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import { BINARY_SUBPROTOCOL } from "#server/contract/console.ts";
import type { NoteToRelay } from "#server/contract/console-note.ts";
import { type ErrorCode, isOrielError, OrielError } from "#server/errors.ts";
import type { Asking } from "./access.ts";
import { answerErrorOnSocket } from "./answer-error.ts";
import { closeSocket } from "./close-socket.ts";
import type { Opened } from "./far-end.ts";
import { Joinable } from "./joinable.ts";
import { LiveConsole, type Surroundings } from "./live-console.ts";
import { LiveConsoles } from "./live-consoles.ts";
import { openers } from "./openers.ts";
import { Opening } from "./opening.ts";
import { readUpgrade } from "./upgrade-request.ts";

/** The largest message of a browser, in bytes, and how many pieces it may come in. */
const MESSAGE_LIMIT = 1024 * 1024;
const FRAGMENT_LIMIT = 1024;
const CHUNK_LIMIT = 4096;
/** Consoles that are being opened at once; each may hold a socket and a call to a hypervisor for some seconds. */
const OPENING_LIMIT = 512;
/** How often the store is told which consoles there are, in milliseconds. */
const TELL_MS = 30_000;

export type ConsoleServerOptions = Surroundings & {
  /** The pages that may open consoles. */
  origins: ReadonlySet<string>;
  /** How many consoles may be opening at once for one client address. */
  openingPerAddress: number;
};

/** Opens consoles for WebSocket requests: checks, redeems, dials, and only then answers the upgrade. */
export class ConsoleServer {
  readonly live = new LiveConsoles();
  readonly #options: ConsoleServerOptions;
  /** How many are opening for each address. */
  readonly #opening = new Map<string, number>();
  readonly #joinable = new Joinable();
  readonly #telling: NodeJS.Timeout;
  #openingTotal = 0;
  #stopping = false;
  readonly #ws = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
    maxFragments: FRAGMENT_LIMIT,
    maxBufferedChunks: CHUNK_LIMIT,
    handleProtocols: () => BINARY_SUBPROTOCOL,
  });

  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    this.#telling = setInterval(() => this.#tellCarried(), TELL_MS).unref();
  }

  /** Takes a request for a console's WebSocket. Never throws. */
  async handle(request: IncomingMessage, socket: Socket, head: Buffer, address: string): Promise<void> {
    socket.setTimeout(0);
    try {
      const ticket = readUpgrade(request, this.#options.origins);
      await this.#open(request, socket, head, { cookie: request.headers.cookie ?? "", ticket, address });
    } catch (error) {
      const refusal = this.#refusalOf(error);
      await this.#options.access.refused({ address }, refusal.code, refusal.details).catch(() => {});
      answerErrorOnSocket(socket, refusal);
    }
  }

  /** Opens no more consoles, and ends those that are open. */
  async close(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#telling);
    await this.live.endAll("restarting");
  }

  async #open(request: IncomingMessage, socket: Socket, head: Buffer, asking: Asking): Promise<void> {
    const { access, machines } = this.#options;
    const joined = this.#joinable.find(asking.ticket);
    if (joined) return this.#join(joined, request, socket, head, asking);
    if (!this.#enter(asking.address)) return this.#refuseEarly(request, socket, head, asking);
    try {
      const opening = new Opening(await access.admit(asking));
      await this.live.whileOpening(opening, async () => {
        const opened = await this.#reach(opening, () => openers[opening.admission.protocol](opening, machines, this.live));
        this.#answer(request, socket, head, opening, opened, asking.ticket);
      });
    } catch (error) {
      this.#refuse(request, socket, head, this.#refusalOf(error));
    } finally {
      this.#leave(asking.address);
    }
  }

  /** Lets one more channel of a console in. */
  async #join(console: LiveConsole, request: IncomingMessage, socket: Socket, head: Buffer, asking: Asking): Promise<void> {
    try {
      if (console.full) throw new OrielError("too-many-consoles", "the console has as many channels as it may have");
      await this.#options.access.join(asking, console.admission);
      this.#ws.handleUpgrade(request, socket, head, (ws) => console.join(ws, socket));
    } catch (error) {
      this.#refuse(request, socket, head, this.#refusalOf(error));
    }
  }

  #noted(console: LiveConsole, note: NoteToRelay, first: boolean): void {
    const { company } = this.live;
    if (first) company.greet(console);
    const to = note.type === "hand-over" ? company.handOver(console, note.to) : null;
    const { access, log } = this.#options;
    if (to)
      access.handedOver(console.admission, to.admission).catch((error) => log.error({ err: error }, "a hand-over could not be recorded"));
  }

  async #tellCarried(): Promise<void> {
    const { access, log } = this.#options;
    try {
      await access.carried(this.live.ids());
    } catch (error) {
      log.warn({ err: error }, "which consoles are open could not be recorded");
    }
  }

  /** Opens the far end of an admitted console; whichever way it goes is on record before the browser hears of it. */
  async #reach(opening: Opening, open: () => Promise<Opened>): Promise<Opened> {
    const { access } = this.#options;
    const { admission } = opening;
    let opened: Opened | null = null;
    try {
      opened = await open();
      opening.mustGoOn();
    } catch (error) {
      if (opened) opened.far.destroy();
      const { code, details } = this.#refusalOf(error);
      await access.failed(admission, code, details);
      throw error;
    }
    try {
      await access.opened(admission);
    } catch (error) {
      opened.far.destroy();
      throw error;
    }
    return opened;
  }

  #answer(request: IncomingMessage, socket: Socket, head: Buffer, opening: Opening, opened: Opened, ticket: string | null): void {
    const { admission } = opening;
    let answered = false;
    this.#ws.handleUpgrade(request, socket, head, (ws) => {
      answered = true;
      const live = new LiveConsole(admission, ws, socket, opened, this.#options);
      live.onNote = (note, first) => this.#noted(live, note, first);
      this.live.add(live);
      this.#joinable.add(ticket, live);
      live.start();
      const end = opening.endedBy ?? this.#drivenMeanwhile(live);
      if (end !== null) live.end(end);
      if (this.#stopping) live.end("restarting");
    });
    if (answered) return;
    // The browser left while the console was opening.
    opened.far.destroy();
    const ended = { code: null, closeCode: 1006, bytesDown: 0, bytesUp: 0 };
    this.#options.access.closed(admission, ended).catch((error) => this.#options.log.error({ err: error }, "an end could not be recorded"));
  }

  /** Somebody may have taken the machine over while the console was opening. */
  #drivenMeanwhile({ holds, admission }: LiveConsole): ErrorCode | null {
    if (holds) return null;
    try {
      this.live.company.admit(admission);
      return null;
    } catch (error) {
      return this.#refusalOf(error).code;
    }
  }

  /** A flood is refused before it costs anybody else a call to the store, but for its record. */
  async #refuseEarly(request: IncomingMessage, socket: Socket, head: Buffer, asking: Asking): Promise<void> {
    const refusal = new OrielError(this.#stopping ? "restarting" : "too-many-consoles");
    await this.#options.access.refused(asking, refusal.code).catch(() => {});
    this.#refuse(request, socket, head, refusal);
  }

  #refuse(request: IncomingMessage, socket: Socket, head: Buffer, error: OrielError): void {
    this.#ws.handleUpgrade(request, socket, head, (ws) => {
      ws.on("error", () => ws.terminate());
      closeSocket(ws, error.code);
    });
  }

  #refusalOf(error: unknown): OrielError {
    if (isOrielError(error)) return error;
    this.#options.log.error({ err: error }, "a console could not be opened");
    return new OrielError("internal");
  }

  #enter(address: string): boolean {
    const here = this.#opening.get(address) ?? 0;
    if (this.#stopping || here >= this.#options.openingPerAddress || this.#openingTotal >= OPENING_LIMIT) return false;
    this.#opening.set(address, here + 1);
    this.#openingTotal++;
    return true;
  }

  #leave(address: string): void {
    const here = (this.#opening.get(address) ?? 1) - 1;
    this.#openingTotal--;
    if (here === 0) this.#opening.delete(address);
    else this.#opening.set(address, here);
  }
}
