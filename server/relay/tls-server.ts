import type { ServerOptions } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import type { Certificate } from "#server/tls/certificate.ts";
import type { ServedCertificate } from "#server/tls/served-certificate.ts";
import { answerPlainHttp } from "./plain-http.ts";

/** How long a client may take for its first byte, and then for the handshake, in milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** The type of a TLS record that carries a handshake, the first byte of every connection (RFC 8446, section 5.1). */
const HANDSHAKE = 0x16;

export type TlsOptions = {
  certificate: Pick<ServedCertificate, "current" | "onChange">;
  /** Where browsers that speak http are sent; the first, or the one that names the address they came to. */
  origins(): readonly string[];
};

/**
 * An HTTP server behind TLS 1.2 or later. A certificate that follows counts for the connections that follow. Who speaks plain HTTP
 * is told where https is.
 */
export function createTlsServer(limits: ServerOptions, { certificate, origins }: TlsOptions): Server {
  const server = createServer({
    ...limits,
    ...contextOf(certificate.current),
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  certificate.onChange((next) => server.setSecureContext(contextOf(next)));
  const shakeHands = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    whenHeard(socket, (first) => {
      if (first === HANDSHAKE) for (const listener of shakeHands) listener.call(server, socket);
      else answerPlainHttp(socket, origins());
    });
  });
  return server;
}

function contextOf({ cert, key }: Certificate) {
  return { cert, key, minVersion: "TLSv1.2" as const };
}

/** Looks at the first byte that comes, and leaves it to be read. */
function whenHeard(socket: Socket, take: (first: number) => void): void {
  const cut = () => socket.destroy();
  socket.on("error", cut);
  socket.setTimeout(HANDSHAKE_TIMEOUT_MS, cut);
  socket.once("readable", () => {
    const bytes: Buffer | null = socket.read();
    if (bytes === null) return void cut();
    socket.setTimeout(0, cut);
    socket.unshift(bytes);
    take(bytes[0] ?? 0);
  });
}
