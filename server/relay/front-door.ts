import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { OrielError } from "#server/errors.ts";
import { answerError, answerErrorOnSocket } from "./answer-error.ts";
import type { TrustedProxies } from "./client-address.ts";
import { answerOwnCertificate, OWN_CERTIFICATE_PATH } from "./own-certificate.ts";
import { RELOAD_PATH } from "./reload-socket.ts";
import { createTlsServer, type TlsOptions } from "./tls-server.ts";
import type { Client, WebProxy } from "./web-proxy.ts";

/** A request's head: at most this many headers in this many bytes, within this time (ms). */
const HEADER_COUNT_LIMIT = 200;
const HEADER_SIZE_LIMIT = 32 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than nginx keeps idle connections to its upstreams (60 s), so that it is never us who closes first. */
const KEEP_ALIVE_MS = 75_000;

const limits: ServerOptions = {
  maxHeaderSize: HEADER_SIZE_LIMIT,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: KEEP_ALIVE_MS,
  noDelay: true,
  // Others who would change the protocol (h2c) are answered in HTTP/1.1, as RFC 9110 (section 7.8) has it.
  shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === "websocket",
};

/**
 * How long browsers keep to https, in seconds: half a year (RFC 6797). Not for other hosts below this one's name, which are not ours
 * to decide about; and not with a certificate that vouches for itself: when it is made anew, browsers that trusted the one before
 * would not let people decide to go on (section 12.1).
 */
const STRICT_TRANSPORT_SECURITY = `max-age=${180 * 24 * 3600}`;

export type FrontDoorOptions = {
  /** "" or "/vm". */
  basePath: string;
  proxies: TrustedProxies;
  web: Pick<WebProxy, "handle">;
  /** Takes the requests for a console's WebSocket. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, client: Client): void;
  /** Takes the reload socket of `next dev`; absent: there is none. */
  reload?(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Absent: it speaks http. */
  tls?: TlsOptions;
};

/** The path of the WebSocket that carries consoles, below the base path. */
export const CONSOLE_PATH = "/relay/console";

/**
 * The portal's one port: requests go to web, the console's WebSockets to the relay, and nothing else exists. It does not
 * listen yet.
 */
export function createFrontDoor(options: FrontDoorOptions): Server {
  const { tls } = options;
  const server = tls ? createTlsServer(limits, tls) : createServer(limits);
  server.maxHeadersCount = 0;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const certificate = tls?.certificate.current;
    if (certificate && !certificate.selfSigned) response.setHeader("strict-transport-security", STRICT_TRANSPORT_SECURITY);
    const refusal = refuse(request, options.basePath);
    if (refusal) answerError(response, refusal.error, refusal.status);
    else if (certificate?.selfSigned && pathOf(request) === options.basePath + OWN_CERTIFICATE_PATH)
      answerOwnCertificate(response, certificate);
    else options.web.handle(request, response, clientOf(request, options.proxies));
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    takeUpgrade(request, socket, head, options);
  });
  return server;
}

type Refusal = { error: OrielError; status?: number };

function refuse(request: IncomingMessage, basePath: string): Refusal | null {
  if (request.rawHeaders.length > 2 * HEADER_COUNT_LIMIT)
    return { error: new OrielError("bad-request", `more than ${HEADER_COUNT_LIMIT} headers`), status: 431 };
  // Only the form that asks this very server: "GET http://elsewhere/" is a proxy's business.
  if (!request.url?.startsWith("/")) return { error: new OrielError("bad-request", "the address must be a path") };
  return isUnder(pathOf(request), basePath) ? null : { error: new OrielError("not-found") };
}

function takeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, options: FrontDoorOptions): void {
  const { basePath, proxies, upgrade, reload } = options;
  const refusal = refuse(request, basePath);
  const path = pathOf(request);
  if (refusal) answerErrorOnSocket(socket, refusal.error, refusal.status);
  else if (path === basePath + CONSOLE_PATH) upgrade(request, request.socket, head, clientOf(request, proxies));
  else if (reload && path === basePath + RELOAD_PATH) reload(request, request.socket, head);
  else answerErrorOnSocket(socket, new OrielError("not-found"));
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

function isUnder(path: string, basePath: string): boolean {
  return basePath === "" || path === basePath || path.startsWith(`${basePath}/`);
}

function clientOf(request: IncomingMessage, proxies: TrustedProxies): Client {
  const peer = request.socket.remoteAddress ?? "";
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(",") : value;
  };
  const trusted = proxies.trusts(peer);
  return {
    address: proxies.clientAddress(peer, header("x-forwarded-for")),
    scheme: schemeOf(request.socket, trusted ? header("x-forwarded-proto") : undefined),
    host: (trusted ? header("x-forwarded-host") : undefined) ?? request.headers.host,
  };
}

function schemeOf(socket: Socket, forwarded: string | undefined): Client["scheme"] {
  if (forwarded !== undefined) return forwarded === "https" ? "https" : "http";
  return socket instanceof TLSSocket ? "https" : "http";
}
