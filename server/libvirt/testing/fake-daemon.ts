import { type Duplex, duplexPair } from "node:stream";
import { Connection, type ConnectionOptions } from "../connection.ts";
import type { Dialer } from "../dialer.ts";
import { encodeMessage, encodeStreamHeader, type Message, MessageParser } from "../message.ts";
import { messageType, procedure, program, status } from "../protocol.ts";
import type { XdrWriter } from "../xdr.ts";

type Answer = (writer: XdrWriter) => void;
type Handler = (message: Message) => void;

/** The daemon's end of one connection, in memory: takes down what it is sent, and answers what it was told to. */
export class FakeDaemon implements Dialer {
  /** Every message received, in order. */
  readonly received: Message[] = [];
  /** Bytes delivered to the client at a time. */
  readonly #step: number;
  readonly #handlers = new Map<number, Handler>();
  #end: Duplex | undefined;
  #dialled = 0;

  constructor(options: { step?: number } = {}) {
    this.#step = options.step ?? Number.POSITIVE_INFINITY;
    this.on(procedure.authList, (message) => this.reply(message, (writer) => writer.array([0], (to, type) => void to.int(type))));
    this.on(procedure.connectOpen, (message) => this.reply(message));
  }

  /** How often it was dialled. */
  get dialled(): number {
    return this.#dialled;
  }

  /** The transport's end that the daemon holds. */
  get end(): Duplex {
    if (!this.#end) throw new Error("nobody has dialled");
    return this.#end;
  }

  dial(): Promise<Duplex> {
    const [client, daemon] = duplexPair();
    const parser = new MessageParser();
    this.#dialled += 1;
    this.#end = daemon;
    daemon.on("error", () => {});
    daemon.on("data", (chunk: Buffer) => parser.push(chunk, (message) => this.#take(message)));
    return Promise.resolve(client);
  }

  /** Opens a connection to it, without keepalive unless told. */
  connect(options: Partial<ConnectionOptions> = {}): Promise<Connection> {
    return Connection.open({ dialer: this, name: "test:///default", keepalive: false, ...options });
  }

  /** What to do at each call of a procedure; without one a call stays unanswered. */
  on(number: number, handler: Handler): this {
    this.#handlers.set(number, handler);
    return this;
  }

  reply(message: Message, answer?: Answer): void {
    this.send(encodeMessage({ ...message, type: messageType.reply, status: status.ok }, answer));
  }

  refuse(message: Message, code: number, text: string): void {
    this.send(encodeMessage({ ...message, type: messageType.reply, status: status.error }, (writer) => writeError(writer, code, text)));
  }

  event(number: number, payload: Answer): void {
    const header = { program: program.remote, procedure: number, type: messageType.event, serial: 0, status: status.ok };
    this.send(encodeMessage(header, payload));
  }

  /** Sends one message of the stream that a call opened. */
  stream(message: Message, messageStatus: number, data = Buffer.alloc(0)): void {
    const header = { ...message, type: messageType.stream, status: messageStatus };
    this.send(Buffer.concat([encodeStreamHeader(header, data.length), data]));
  }

  /** Fails the stream that a call opened. */
  failStream(message: Message, code: number, text: string): void {
    const header = { ...message, type: messageType.stream, status: status.error };
    this.send(encodeMessage(header, (writer) => writeError(writer, code, text)));
  }

  send(bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += this.#step) this.end.write(bytes.subarray(start, start + this.#step));
  }

  #take(message: Message): void {
    this.received.push(message);
    if (message.type === messageType.call) this.#handlers.get(message.procedure)?.(message);
  }
}

/** remote_error: code, domain, message, level, dom, str1, str2, str3, int1, int2, net. */
function writeError(writer: XdrWriter, code: number, text: string): void {
  const domainOfTests = 12;
  const levelError = 2;
  writer.int(code).int(domainOfTests);
  writer.optional(text, (to, value) => void to.string(value));
  writer.int(levelError);
  for (let absent = 0; absent < 4; absent++) writer.bool(false);
  writer.int(-1).int(-1).bool(false);
}
