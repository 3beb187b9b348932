import { once } from "node:events";
import { WebSocket } from "ws";

export type ConsoleClientOptions = {
  /** null: none is sent. */
  origin: string | null;
  protocols: string[];
  /** null: none is sent. */
  cookie: string | null;
  headers?: Record<string, string>;
  /** Whose certificates it trusts over TLS. */
  ca?: string;
};

/** A console's client without a browser: it keeps all it gets. */
export class ConsoleClient {
  readonly ws: WebSocket;
  /** How the WebSocket closed; code 0 where the upgrade was refused over HTTP. */
  readonly closed: Promise<{ code: number; reason: string }>;
  got: Buffer = Buffer.alloc(0);
  /** The relay's notes. */
  readonly notes: { type: string }[] = [];
  /** The answer where the upgrade was refused over HTTP. */
  answer: { status: number; body: string } | null = null;

  constructor(url: string, { origin, protocols, cookie, headers, ca }: ConsoleClientOptions) {
    this.ws = new WebSocket(url, protocols, {
      headers: { ...(cookie !== null && { cookie }), ...headers },
      ...(origin !== null && { origin }),
      ...(ca !== undefined && { ca }),
    });
    this.ws.on("message", (data: Buffer, isBinary) => {
      if (isBinary) this.got = Buffer.concat([this.got, data]);
      else this.notes.push(JSON.parse(data.toString()));
    });
    this.ws.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.ws.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
      this.ws.on("unexpected-response", async (_, response) => {
        const body = Buffer.concat(await response.toArray()).toString();
        this.answer = { status: response.statusCode ?? 0, body };
        resolve({ code: 0, reason: "" });
      });
    });
  }

  /** Sends text, once it is open. */
  async say(text: string): Promise<void> {
    if (this.ws.readyState === WebSocket.CONNECTING) await once(this.ws, "open");
    this.ws.send(Buffer.from(text));
  }

  /** Waits until this many bytes have come in all. Fails where it closes before. */
  async gets(length: number): Promise<Buffer> {
    const ended = this.closed.then(({ code, reason }) => {
      throw new Error(`It closed (${code} ${reason}) after ${this.got.length} bytes.`);
    });
    ended.catch(() => {});
    while (this.got.length < length) await Promise.race([once(this.ws, "message"), ended]);
    return this.got;
  }

  /** Goes through RFB's handshake. @returns the name in the display's ServerInit */
  async shakeHands(): Promise<string> {
    await this.gets(12);
    this.ws.send(Buffer.from("RFB 003.008\n"));
    this.ws.send(Buffer.of(1));
    this.ws.send(Buffer.of(0));
    const head = 12 + 2 + 4 + 24;
    const nameLength = (await this.gets(head)).readUInt32BE(head - 4);
    return (await this.gets(head + nameLength)).subarray(head, head + nameLength).toString();
  }
}
