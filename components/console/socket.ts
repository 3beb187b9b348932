import { BINARY_SUBPROTOCOL, type Pass, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import { lineOf } from "./line.ts";
import type { ConsoleEnd } from "./session.ts";

/** Opens a WebSocket that a pass stands for. Binary messages arrive as ArrayBuffer, text messages at the pass's {@link lineOf} only. */
export function openSocket(pass: Pass): WebSocket {
  const address = new URL(pass.path, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address, [BINARY_SUBPROTOCOL, `${TICKET_SUBPROTOCOL}${pass.ticket}`]);
  socket.binaryType = "arraybuffer";
  lineOf(pass).add(socket);
  return socket;
}

/** The relay's close reason is the error's code. */
const code = /^[a-z]+(-[a-z]+)*$/;

/** 1012 of RFC 6455's registry, "service restart": a proxy in between may send it without a reason. */
const SERVICE_RESTART = 1012;

/**
 * What a WebSocket's close says. Without a code of ours in the reason it was the network, or something between
 * the browser and the portal, that ended it.
 */
export function endOf(event: { code: number; reason: string }): ConsoleEnd {
  if (code.test(event.reason)) return { code: event.reason };
  if (event.code === SERVICE_RESTART) return { code: "restarting" };
  return { code: "network", details: `WebSocket close ${event.code}${event.reason && `: ${event.reason}`}` };
}
