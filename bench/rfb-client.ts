import { once } from "node:events";
import { WebSocket } from "ws";

/** A WebSocket client that speaks RFB's handshake and then only counts. */
export class RfbClient {
  readonly ws: WebSocket;
  #received = 0;
  #awaited = 0;
  #arrived: () => void = () => {};

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data: Buffer) => this.#count(data.length));
  }

  /** Opens a console and waits until its ServerInit is there. */
  static async open(url: string, protocols: string[], headers: Record<string, string>): Promise<RfbClient> {
    const ws = new WebSocket(url, protocols, { headers, perMessageDeflate: false, maxPayload: 0 });
    const client = new RfbClient(ws);
    ws.once("close", (code, reason) => {
      if (client.#received < 12) throw new Error(`The console was refused: ${code} ${reason}`);
    });
    await client.receive(12);
    ws.send(Buffer.from("RFB 003.008\n"));
    await client.receive(2);
    ws.send(Buffer.of(1));
    await client.receive(4);
    ws.send(Buffer.of(1));
    await client.receive(28);
    return client;
  }

  /** Waits for this many bytes more. */
  async receive(bytes: number): Promise<void> {
    this.#awaited += bytes;
    if (this.#received >= this.#awaited) return;
    await new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
  }

  async close(): Promise<void> {
    this.ws.close(1000);
    if (this.ws.readyState !== WebSocket.CLOSED) await once(this.ws, "close");
  }

  #count(bytes: number): void {
    this.#received += bytes;
    if (this.#received >= this.#awaited) this.#arrived();
  }
}
