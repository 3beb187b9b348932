import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import { answerError } from "./answer-error.ts";
import { requestHeaders, responseHeaders } from "./headers.ts";
import { answerRestarting } from "./restarting.ts";

/** What the front door found out about a request's client; web hears it from here only. */
export type Client = { address: string; scheme: "http" | "https"; host: string | undefined };

/** The largest body that is passed on, in bytes. The API's own are a few hundred. */
export const BODY_LIMIT = 1024 * 1024;

/** Hands requests to web over its socket and answers back, streaming both ways as fast as the slower side takes it. */
export class WebProxy {
  readonly #socketPath: string;
  readonly #log: Logger;
  readonly #agent = new Agent({ keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 32 });

  constructor(socketPath: string, log: Logger) {
    this.#socketPath = socketPath;
    this.#log = log;
  }

  /** Hands one request on. While web is away it gets an answer that says so. */
  handle(request: IncomingMessage, response: ServerResponse, client: Client): void {
    if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) {
      answerError(response, new OrielError("bad-request", `the body is longer than ${BODY_LIMIT} bytes`), 413);
      return;
    }
    this.#send(request, response, client, true);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(request: IncomingMessage, response: ServerResponse, client: Client, mayRetry: boolean): void {
    const onward = sendRequest({
      agent: this.#agent,
      socketPath: this.#socketPath,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: { ...requestHeaders(request.rawHeaders), ...framing(request), ...introduction(client) },
    });
    onward.once("response", (answer) => passBack(answer, response));
    onward.on("error", (error) => {
      // Web may close an idle connection at the moment it is used again. Whether it was asked cannot be told, so only what is safe
      // to ask twice is (RFC 9110, section 9.2.2).
      if (mayRetry && onward.reusedSocket && isSafe(request) && !response.headersSent && !response.destroyed)
        this.#send(request, response, client, false);
      else this.#giveUp(request, response, error);
    });
    response.once("close", () => onward.destroy());
    if (hasBody(request)) sendBody(request, onward);
    else onward.end();
  }

  #giveUp(request: IncomingMessage, response: ServerResponse, error: Error): void {
    if (response.destroyed || response.writableEnded) return;
    this.#log.debug({ err: error, path: request.url }, "web did not answer");
    if (response.headersSent) response.destroy();
    else answerRestarting(request, response);
  }
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

function isSafe(request: IncomingMessage): boolean {
  return (request.method === "GET" || request.method === "HEAD") && !hasBody(request);
}

/** Says again how the body is framed: Node does so by itself for some methods only. */
function framing(request: IncomingMessage): Record<string, string> {
  return request.headers["transfer-encoding"] === undefined ? {} : { "transfer-encoding": "chunked" };
}

function introduction(client: Client): Record<string, string> {
  return {
    "x-oriel-address": client.address,
    "x-forwarded-for": client.address,
    "x-forwarded-proto": client.scheme,
    ...(client.host !== undefined && { "x-forwarded-host": client.host }),
  };
}

function sendBody(request: IncomingMessage, onward: ClientRequest): void {
  let sent = 0;
  request.on("data", (chunk: Buffer) => {
    sent += chunk.length;
    if (sent > BODY_LIMIT) request.destroy();
  });
  request.once("close", () => {
    if (!request.complete) onward.destroy();
  });
  request.pipe(onward);
}

function passBack(answer: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) {
    answer.destroy();
    return;
  }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders));
  // A stream of events may say nothing for long after its head.
  response.flushHeaders();
  answer.once("close", () => {
    if (!answer.complete) response.destroy();
  });
  answer.pipe(response);
}
