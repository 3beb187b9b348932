import type { IncomingMessage } from "node:http";
import { BINARY_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import { OrielError } from "#server/errors.ts";

/** What base64 makes of 16 bytes (RFC 6455, section 4.1). */
const KEY = /^[+/0-9A-Za-z]{22}==$/;
/** A ticket is 43 characters of base64url; nothing much longer is looked at. */
const TICKET = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * Checks the form of a console's WebSocket request and gives its ticket; null: it carries none, or none of the right form.
 * @throws {OrielError} wrong-origin, bad-request
 */
export function readUpgrade(request: IncomingMessage, origins: ReadonlySet<string>): string | null {
  const { headers } = request;
  // Only pages of this portal may: a browser sends cookies along from any page (CVE-2015-0259).
  if (headers.origin === undefined || !origins.has(headers.origin)) throw new OrielError("wrong-origin");
  if (request.method !== "GET" || headers["sec-websocket-version"] !== "13" || !KEY.test(headers["sec-websocket-key"] ?? ""))
    throw new OrielError("bad-request", "this is no WebSocket handshake of version 13");
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(BINARY_SUBPROTOCOL))
    throw new OrielError("bad-request", `offer the subprotocols ${BINARY_SUBPROTOCOL} and ${TICKET_SUBPROTOCOL}<ticket>`);
  const tickets = offered.filter((name) => name.startsWith(TICKET_SUBPROTOCOL)).map((name) => name.slice(TICKET_SUBPROTOCOL.length));
  const [ticket] = tickets;
  return ticket !== undefined && tickets.length === 1 && TICKET.test(ticket) ? ticket : null;
}
