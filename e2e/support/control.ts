import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Lines } from "./lines.ts";

/** A line to the guest that no console shows: tiny has a shell there, painter its commands and reports. */
export class Control extends Lines {
  readonly #socket: Socket;
  #text = "";
  #ended = false;

  private constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => (this.#text += text));
    socket.on("close", () => (this.#ended = true));
    socket.on("error", () => (this.#ended = true));
  }

  static async connect(path: string): Promise<Control> {
    const socket = connect(path);
    await once(socket, "connect");
    return new Control(socket);
  }

  override text(): string {
    return this.#text;
  }

  /** Whether the machine has gone. */
  get ended(): boolean {
    return this.#ended;
  }

  send(line: string): void {
    this.#socket.write(`${line}\n`);
  }

  close(): void {
    this.#socket.destroy();
  }
}
