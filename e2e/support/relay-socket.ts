import { once } from "node:events";
import type { APIRequestContext } from "@playwright/test";
import { WebSocket } from "ws";
import { BINARY_SUBPROTOCOL, type ConsoleRequest, type Pass, pass as passForm, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import type { Stage } from "./stage.ts";

/** Asks the API for the right to open a console. Throws with its answer where it refuses. */
export async function requestPass(request: APIRequestContext, stage: Stage, wanted: ConsoleRequest): Promise<Pass> {
  const answer = await request.post(`${stage.url}api/consoles`, { data: wanted, headers: { origin: new URL(stage.url).origin } });
  if (answer.status() !== 201) throw new Error(`${answer.status()} ${await answer.text()}`);
  return passForm.parse(await answer.json());
}

export type DialOptions = { ticket?: string; origin?: string | null; cookie?: string; path?: string };

/** A console's WebSocket as a program opens it, in whichever wrong way a test wants. */
export class RelaySocket {
  readonly socket: WebSocket;
  /** Everything that has come. */
  readonly received: Buffer[] = [];
  /** Code and reason of the close; status of an answer that was no upgrade. */
  readonly end: Promise<{ code: number; reason: string } | { status: number; body: string }>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => this.received.push(data));
    socket.on("error", () => {});
    this.end = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
      socket.on("unexpected-response", (_request, response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      });
    });
  }

  /** Dials with the context's cookies and the portal's own origin where nothing else is said. */
  static async dial(request: APIRequestContext, stage: Stage, pass: Pass, options: DialOptions = {}): Promise<RelaySocket> {
    const { cookies } = await request.storageState();
    const cookie = options.cookie ?? cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const origin = options.origin === undefined ? new URL(stage.url).origin : options.origin;
    const address = new URL(options.path ?? pass.path, stage.url.replace(/^http/, "ws"));
    const protocols = [BINARY_SUBPROTOCOL, TICKET_SUBPROTOCOL + (options.ticket ?? pass.ticket)];
    return new RelaySocket(
      new WebSocket(address, protocols, { headers: { ...(cookie && { cookie }), ...(origin !== null && { origin }) } }),
    );
  }

  async opened(): Promise<void> {
    await once(this.socket, "open");
  }

  close(): void {
    this.socket.terminate();
  }
}
