import type { Duplex } from "node:stream";
import { LinkError, ProtocolError } from "./error.ts";
import { Keepalive, type KeepaliveOptions } from "./keepalive.ts";
import { encodeMessage, encodeStreamHeader, type Header, type Message, MessageParser } from "./message.ts";
import { keepaliveProcedure, messageType, program, status } from "./protocol.ts";
import { XdrError } from "./xdr.ts";

/** Who hears what a wire brings. */
export type WireListener = {
  /** A message of the remote program. An XdrError or ProtocolError thrown here is the daemon's fault and ends the wire. */
  message: (message: Message) => void;
  /** The wire is over; told once. Undefined where this side closed it. */
  ended: (error: LinkError | undefined) => void;
};

/** Messages over a byte stream: framing, keepalive, and a stop to reading while somebody cannot take more. */
export class Wire {
  readonly #transport: Duplex;
  readonly #listener: WireListener;
  readonly #keepalive: Keepalive | undefined;
  readonly #parser = new MessageParser();
  readonly #holding = new Set<object>();
  #over: LinkError | undefined;

  constructor(transport: Duplex, keepalive: KeepaliveOptions | false, listener: WireListener) {
    this.#transport = transport;
    this.#listener = listener;
    if (keepalive !== false) {
      const dead = () => this.close(new LinkError("the daemon stopped answering"));
      this.#keepalive = new Keepalive(keepalive, () => this.#sendKeepalive(keepaliveProcedure.ping), dead);
      this.#keepalive.start();
    }
    transport.on("data", (chunk: Buffer) => this.#receive(chunk));
    transport.on("error", (error) => this.close(new LinkError(`the link to the daemon broke: ${error.message}`, { cause: error })));
    transport.on("end", () => this.close(new LinkError("the daemon closed the link")));
    transport.on("close", () => this.close(new LinkError("the link to the daemon was closed")));
  }

  /** What a call made now would fail with, once the wire is over. */
  get over(): LinkError | undefined {
    return this.#over;
  }

  /** Sends a whole message; after the end it goes nowhere. */
  send(bytes: Buffer): void {
    if (!this.#over) this.#transport.write(bytes);
  }

  /** Sends a stream's message; `sent` is called once it has left this process, or cannot. */
  sendStream(header: Header, data: Buffer | null, sent?: (error?: Error | null) => void): void {
    if (this.#over) {
      sent?.(this.#over);
      return;
    }
    this.#transport.cork();
    this.#transport.write(encodeStreamHeader(header, data?.length ?? 0), data ? undefined : sent);
    if (data) this.#transport.write(data, sent);
    this.#transport.uncork();
  }

  /** Stops reading for `holder`. Silence that this side asked for says nothing about the daemon, so keepalive rests. */
  hold(holder: object): void {
    this.#holding.add(holder);
    this.#transport.pause();
    this.#keepalive?.stop();
  }

  /** Reads on, unless somebody else holds. */
  release(holder: object): void {
    if (!this.#holding.delete(holder) || this.#holding.size > 0 || this.#over) return;
    this.#transport.resume();
    this.#keepalive?.start();
  }

  close(error?: LinkError): void {
    if (this.#over) return;
    this.#over = error ?? new LinkError("the connection was closed");
    this.#keepalive?.stop();
    this.#transport.destroy();
    this.#listener.ended(error);
  }

  #receive(chunk: Buffer): void {
    this.#keepalive?.heard();
    try {
      this.#parser.push(chunk, (message) => this.#dispatch(message));
    } catch (error) {
      const fault = error instanceof ProtocolError || error instanceof XdrError;
      this.close(new LinkError(fault ? `the daemon broke the protocol: ${error.message}` : "a listener failed", { cause: error }));
      if (!fault) throw error;
    }
  }

  #dispatch(message: Message): void {
    if (this.#over) return;
    if (message.program === program.remote) this.#listener.message(message);
    else if (message.program === program.keepalive && message.procedure === keepaliveProcedure.ping) this.#pong();
  }

  /** Not while the peer does not read: the answers would pile up here. */
  #pong(): void {
    if (!this.#transport.writableNeedDrain) this.#sendKeepalive(keepaliveProcedure.pong);
  }

  #sendKeepalive(procedure: number): void {
    this.send(encodeMessage({ program: program.keepalive, procedure, type: messageType.event, serial: 0, status: status.ok }));
  }
}
