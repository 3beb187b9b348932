import type { Duplex } from "node:stream";
import { authenticate } from "./auth.ts";
import { CallTable } from "./call-table.ts";
import { type Caller, type CallOptions, nothing, type Read, type Write } from "./caller.ts";
import { withDeadline } from "./deadline.ts";
import type { Dialer } from "./dialer.ts";
import { LibvirtError, LinkError, ProtocolError } from "./error.ts";
import type { KeepaliveOptions } from "./keepalive.ts";
import { encodeMessage, type Header, type Message, withSerial } from "./message.ts";
import { messageType, procedure, program, status } from "./protocol.ts";
import { readRemoteError } from "./remote-error.ts";
import { RpcStream, type StreamWire } from "./stream.ts";
import { Wire } from "./wire.ts";
import { XdrReader } from "./xdr.ts";

export type ConnectionOptions = {
  dialer: Dialer;
  /** What the daemon opens: "qemu:///system", "test:///default" ... */
  name: string;
  /** Asks for a connection that cannot change anything (VIR_CONNECT_RO). */
  readOnly?: boolean;
  /** Milliseconds for opening, and for each call that names no deadline of its own. 10 seconds if not given. */
  deadlineMs?: number;
  /**
   * Calls with the daemon at one time. 4 if not given: a daemon takes 5 of one client by default (max_client_requests) and
   * stops reading beyond that.
   */
  maxInFlight?: number;
  /**
   * How a dead link is noticed; false leaves it to the transport. A daemon does not read on while a stream's bytes wait for
   * a guest, so a connection that writes to a console may fall silent without being dead.
   */
  keepalive?: KeepaliveOptions | false;
};

const DEADLINE_MS = 10_000;
const MAX_IN_FLIGHT = 4;
const KEEPALIVE: KeepaliveOptions = { intervalMs: 3_000, count: 2 };

/** VIR_CONNECT_RO (libvirt-host.h). */
const READ_ONLY = 1;

/** One connection to a libvirt daemon. It does not come back when it is lost; a Link does. */
export class Connection implements Caller {
  readonly #wire: Wire;
  readonly #deadlineMs: number;
  readonly #calls: CallTable;
  readonly #streams = new Map<number, RpcStream>();
  readonly #listeners = new Map<number, Set<(payload: Buffer) => void>>();
  readonly #closed = Promise.withResolvers<LinkError | undefined>();

  /**
   * Dials the daemon, authenticates (none or polkit) and opens the hypervisor.
   * @throws {LinkError} where the daemon cannot be reached or wants another authentication
   * @throws {LibvirtError} where it refuses
   * @throws {DeadlineError} where it does not answer in time
   */
  static open(options: ConnectionOptions & { signal?: AbortSignal }): Promise<Connection> {
    const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    return withDeadline(`opening ${options.name}`, deadlineMs, options.signal, async (signal) => {
      const connection = new Connection(await options.dialer.dial(signal), options);
      try {
        await connection.#login(options, { deadlineMs, signal });
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    });
  }

  private constructor(transport: Duplex, options: ConnectionOptions) {
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#calls = new CallTable(options.maxInFlight ?? MAX_IN_FLIGHT);
    this.#wire = new Wire(transport, options.keepalive ?? KEEPALIVE, {
      message: (message) => this.#receive(message),
      ended: (error) => this.#ended(error),
    });
  }

  /** Resolves once the connection is over: with what ended it, or undefined after {@link close}. */
  get closed(): Promise<LinkError | undefined> {
    return this.#closed.promise;
  }

  /** Whether nothing can pass because the daemon owes an answer, past its deadline, for every call it may hold. */
  get stalled(): boolean {
    return this.#calls.stalled;
  }

  call<T>(number: number, write: Write | undefined, read: Read<T>, options: CallOptions = {}): Promise<T> {
    return this.#start(number, write, read, options);
  }

  /**
   * Makes a call that carries a stream. A stream whose call was given up is aborted when the daemon opens it after all.
   * @throws as {@link Caller.call} does
   */
  async openStream<T>(number: number, write: Write, read: Read<T>, options?: CallOptions): Promise<{ result: T; stream: RpcStream }> {
    let stream: RpcStream | undefined;
    const sent = (serial: number) => {
      stream = this.#addStream(number, serial);
    };
    const late = (serial: number) => this.#wire.sendStream(headerOf(number, messageType.stream, serial, status.error), null);
    try {
      const result = await this.#start(number, write, read, options, { sent, late });
      if (!stream) throw new ProtocolError("a call was answered before it was sent");
      return { result, stream };
    } catch (error) {
      if (error instanceof ProtocolError) stream?.destroy();
      else stream?.discard();
      throw error;
    }
  }

  /**
   * Hands the payload of each message with this procedure number to a listener. Where the listener cannot read it the
   * daemon has broken the protocol, and the connection ends.
   * @returns takes the listener away
   */
  onMessage(number: number, listener: (payload: XdrReader) => void): () => void {
    const listeners = this.#listeners.get(number) ?? new Set();
    this.#listeners.set(number, listeners);
    const own = (payload: Buffer) => listener(new XdrReader(payload));
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** Ends the connection; calls and streams under way are refused with a LinkError. */
  close(): void {
    this.#wire.close();
  }

  async #login({ name, readOnly }: ConnectionOptions, options: CallOptions): Promise<void> {
    await authenticate(this, options);
    const write: Write = (writer) => writer.optional(name, (to, text) => to.string(text)).uint(readOnly ? READ_ONLY : 0);
    await this.call(procedure.connectOpen, write, nothing, options);
  }

  async #start<T>(
    number: number,
    write: Write | undefined,
    read: Read<T>,
    options: CallOptions = {},
    stream?: { sent: (serial: number) => void; late: (serial: number) => void },
  ): Promise<T> {
    if (this.#wire.over) throw this.#wire.over;
    const message = encodeMessage(headerOf(number, messageType.call, 0, status.ok), write);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#calls.add({
      deadlineMs: options.deadlineMs ?? this.#deadlineMs,
      signal: options.signal,
      label: `libvirt call ${number}`,
      send: (serial) => {
        stream?.sent(serial);
        this.#wire.send(withSerial(message, serial));
      },
      answered: (answer) => {
        if (answer instanceof LibvirtError) reject(answer);
        else resolveRead(number, answer, read, resolve, reject);
      },
      failed: reject,
      late: stream?.late,
    });
    return promise;
  }

  #addStream(number: number, serial: number): RpcStream {
    const wire: StreamWire = {
      send: (messageStatus, data, sent) => this.#wire.sendStream(headerOf(number, messageType.stream, serial, messageStatus), data, sent),
      hold: () => this.#wire.hold(stream),
      release: () => this.#wire.release(stream),
      forget: () => this.#streams.delete(serial),
    };
    const stream = new RpcStream(wire);
    this.#streams.set(serial, stream);
    return stream;
  }

  /** An answer, event or stream message that nobody waits for is ignored: it may belong to something given up. */
  #receive({ type, serial, procedure: number, status: messageStatus, payload }: Message): void {
    switch (type) {
      case messageType.reply:
      case messageType.replyWithFds:
        this.#calls.answer(serial, messageStatus === status.ok ? payload : readRemoteError(payload));
        break;
      case messageType.event:
        for (const listener of this.#listeners.get(number) ?? []) listener(payload);
        break;
      case messageType.stream:
        this.#streams.get(serial)?.receive(messageStatus, payload);
        break;
      case messageType.streamHole:
        this.#streams.get(serial)?.receiveHole();
        break;
    }
  }

  #ended(error: LinkError | undefined): void {
    const reason = error ?? new LinkError("the connection was closed");
    this.#calls.failAll(reason);
    for (const stream of this.#streams.values()) stream.lost(reason);
    this.#streams.clear();
    this.#listeners.clear();
    this.#closed.resolve(error);
  }
}

function headerOf(number: number, type: number, serial: number, messageStatus: number): Header {
  return { program: program.remote, procedure: number, type, serial, status: messageStatus };
}

function resolveRead<T>(number: number, answer: Buffer, read: Read<T>, resolve: (value: T) => void, reject: (error: Error) => void): void {
  try {
    resolve(read(new XdrReader(answer)));
  } catch (error) {
    reject(new ProtocolError(`the answer to libvirt call ${number} cannot be read`, { cause: error }));
  }
}
