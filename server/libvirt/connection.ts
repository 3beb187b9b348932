import type { Duplex } from "node:stream";
import { authenticate } from "./auth.ts";
import { CallTable } from "./call-table.ts";
import { type Caller, type CallOptions, nothing, type Read, type Write } from "./caller.ts";
import type { Dialer } from "./dialer.ts";
import { DeadlineError, LibvirtError, LinkError, ProtocolError } from "./error.ts";
import { Keepalive, type KeepaliveOptions } from "./keepalive.ts";
import { encodeMessage, encodeStreamHeader, type Header, type Message, MessageParser } from "./message.ts";
import { keepaliveProcedure, messageType, procedure, program, status } from "./protocol.ts";
import { readRemoteError } from "./remote-error.ts";
import { RpcStream, type StreamWire } from "./stream.ts";
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
  readonly #transport: Duplex;
  readonly #deadlineMs: number;
  readonly #calls: CallTable;
  readonly #keepalive: Keepalive | undefined;
  readonly #parser = new MessageParser();
  readonly #streams = new Map<number, RpcStream>();
  readonly #holding = new Set<RpcStream>();
  readonly #listeners = new Map<number, Set<(payload: Buffer) => void>>();
  readonly #closing = Promise.withResolvers<LinkError | undefined>();
  #end: LinkError | undefined;

  /**
   * Dials the daemon, authenticates (none or polkit) and opens the hypervisor.
   * @throws {LinkError} where the daemon cannot be reached or wants another authentication
   * @throws {LibvirtError} where it refuses
   * @throws {DeadlineError} where it does not answer in time
   */
  static async open(options: ConnectionOptions & { signal?: AbortSignal }): Promise<Connection> {
    const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    const late = AbortSignal.timeout(deadlineMs);
    const signal = options.signal ? AbortSignal.any([late, options.signal]) : late;
    let connection: Connection | undefined;
    try {
      connection = new Connection(await options.dialer.dial(signal), options);
      await authenticate(connection, { signal });
      const flags = options.readOnly ? READ_ONLY : 0;
      const write: Write = (writer) => writer.optional(options.name, (to, name) => to.string(name)).uint(flags);
      await connection.call(procedure.connectOpen, write, nothing, { signal });
      return connection;
    } catch (error) {
      connection?.close();
      if (error === late.reason) throw new DeadlineError(`the daemon did not open ${options.name} within ${deadlineMs} ms`);
      throw error;
    }
  }

  private constructor(transport: Duplex, options: ConnectionOptions) {
    this.#transport = transport;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#calls = new CallTable(options.maxInFlight ?? MAX_IN_FLIGHT);
    if (options.keepalive !== false) {
      const dead = () => this.#shut(new LinkError("the daemon stopped answering"));
      this.#keepalive = new Keepalive(options.keepalive ?? KEEPALIVE, () => this.#sendKeepalive(keepaliveProcedure.ping), dead);
      this.#keepalive.start();
    }
    transport.on("data", (chunk: Buffer) => this.#receive(chunk));
    transport.on("error", (error) => this.#shut(new LinkError(`the link to the daemon broke: ${error.message}`, { cause: error })));
    transport.on("end", () => this.#shut(new LinkError("the daemon closed the link")));
    transport.on("close", () => this.#shut(new LinkError("the link to the daemon was closed")));
  }

  /** Resolves once the connection is over: with what ended it, or undefined after {@link close}. */
  get closed(): Promise<LinkError | undefined> {
    return this.#closing.promise;
  }

  /** Whether nothing can pass because the daemon owes an answer, past its deadline, for every call it may hold. */
  get stalled(): boolean {
    return this.#calls.stalled;
  }

  call<T>(number: number, write: Write | undefined, read: Read<T>, options: CallOptions = {}): Promise<T> {
    return this.#start(number, write, read, options, () => {});
  }

  /**
   * Makes a call that carries a stream.
   * @throws as {@link Caller.call} does
   */
  async openStream<T>(number: number, write: Write, read: Read<T>, options: CallOptions = {}): Promise<{ result: T; stream: RpcStream }> {
    let stream: RpcStream | undefined;
    const result = await this.#start(number, write, read, options, (serial) => {
      stream = this.#addStream(number, serial);
    });
    if (!stream) throw new ProtocolError("a call was answered before it was sent");
    return { result, stream };
  }

  /**
   * Hands the payload of each message with this procedure number to a listener; what it throws counts as the daemon's
   * fault and closes the connection.
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
    this.#shut(undefined);
  }

  #start<T>(number: number, write: Write | undefined, read: Read<T>, options: CallOptions, opened: (serial: number) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#end) return Promise.reject(this.#end);
    let own = 0;
    this.#calls.add({
      deadlineMs: options.deadlineMs ?? this.#deadlineMs,
      signal: options.signal,
      label: `libvirt call ${number}`,
      send: (serial) => {
        own = serial;
        this.#send(encodeMessage(headerOf(number, messageType.call, serial, status.ok), write));
        opened(serial);
      },
      answered: (answer) => {
        if (answer instanceof LibvirtError) {
          this.#streams.delete(own);
          reject(answer);
          return;
        }
        try {
          resolve(read(new XdrReader(answer)));
        } catch (error) {
          reject(new ProtocolError(`the answer to libvirt call ${number} cannot be read`, { cause: error }));
        }
      },
      failed: reject,
    });
    return promise;
  }

  #addStream(number: number, serial: number): RpcStream {
    const wire: StreamWire = {
      send: (messageStatus, data, sent) => this.#sendStream(headerOf(number, messageType.stream, serial, messageStatus), data, sent),
      hold: () => this.#hold(stream),
      release: () => this.#release(stream),
      forget: () => this.#streams.delete(serial),
    };
    const stream = new RpcStream(wire);
    this.#streams.set(serial, stream);
    return stream;
  }

  #receive(chunk: Buffer): void {
    this.#keepalive?.heard();
    try {
      this.#parser.push(chunk, (message) => this.#dispatch(message));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#shut(new LinkError(`the daemon broke the protocol: ${text}`, { cause: error }));
    }
  }

  #dispatch(message: Message): void {
    if (this.#end) return;
    if (message.program === program.keepalive) {
      if (message.procedure === keepaliveProcedure.ping) this.#sendKeepalive(keepaliveProcedure.pong);
    } else if (message.program === program.remote) this.#dispatchRemote(message);
  }

  #dispatchRemote({ type, serial, payload, ...message }: Message): void {
    if (type === messageType.reply || type === messageType.replyWithFds) {
      this.#calls.answer(serial, message.status === status.ok ? payload : readRemoteError(payload));
    } else if (type === messageType.event) {
      for (const listener of this.#listeners.get(message.procedure) ?? []) listener(payload);
    } else if (type === messageType.stream) this.#streams.get(serial)?.receive(message.status, payload);
    else if (type === messageType.streamHole) this.#streams.get(serial)?.receiveHole();
  }

  #sendKeepalive(number: number): void {
    const header = { program: program.keepalive, procedure: number, type: messageType.event, serial: 0, status: status.ok };
    this.#send(encodeMessage(header));
  }

  #send(bytes: Buffer): void {
    if (!this.#end) this.#transport.write(bytes);
  }

  #sendStream(header: Header, data: Buffer | null, sent?: (error?: Error | null) => void): void {
    if (this.#end) {
      sent?.(this.#end);
      return;
    }
    this.#transport.cork();
    this.#transport.write(encodeStreamHeader(header, data?.length ?? 0), data ? undefined : sent);
    if (data) this.#transport.write(data, sent);
    this.#transport.uncork();
  }

  /** Silence that this side asked for says nothing about the daemon, so keepalive rests meanwhile. */
  #hold(stream: RpcStream): void {
    this.#holding.add(stream);
    this.#transport.pause();
    this.#keepalive?.stop();
  }

  #release(stream: RpcStream): void {
    if (!this.#holding.delete(stream) || this.#holding.size > 0 || this.#end) return;
    this.#transport.resume();
    this.#keepalive?.start();
  }

  #shut(error: LinkError | undefined): void {
    if (this.#end) return;
    this.#end = error ?? new LinkError("the connection was closed");
    this.#keepalive?.stop();
    this.#transport.destroy();
    this.#calls.failAll(this.#end);
    for (const stream of this.#streams.values()) stream.lost(this.#end);
    this.#streams.clear();
    this.#listeners.clear();
    this.#closing.resolve(error);
  }
}

function headerOf(number: number, type: number, serial: number, messageStatus: number): Header {
  return { program: program.remote, procedure: number, type, serial, status: messageStatus };
}
