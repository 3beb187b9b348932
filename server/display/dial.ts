import type { NetConnectOpts } from "node:net";
import { type ConnectionOptions, TLSSocket } from "node:tls";
import { OrielError } from "#server/errors.ts";
import { checkPort, type DisplayAddress, resolveHost } from "./address.ts";
import { DisplaySocket } from "./display-socket.ts";
import { tlsOptions } from "./tls-options.ts";

/** How long a display may take to accept a connection, in milliseconds. */
export const DIAL_DEADLINE_MS = 5000;

/**
 * Connects to a display at the address that libvirt named, over TLS where that says so: never without it then. It comes back paused.
 * @throws {OrielError} display-address, display-unreachable, display-untrusted, display-protocol where it does not speak TLS
 */
export async function dial(address: DisplayAddress, deadlineMs = DIAL_DEADLINE_MS): Promise<DisplaySocket> {
  const deadline = AbortSignal.timeout(deadlineMs);
  if (address.kind === "unix") return open({ path: address.path }, address.path, deadline);
  const { host: name, port } = address;
  checkPort(port);
  const host = await Promise.race([resolveHost(name), expired(deadline, name)]);
  const tls = address.kind === "tls" ? await tlsOptions(name, address.authorities ?? []) : undefined;
  return open({ host, port, noDelay: true }, `${host} port ${port}`, deadline, tls);
}

function open(to: NetConnectOpts, where: string, deadline: AbortSignal, tls?: ConnectionOptions): Promise<DisplaySocket> {
  return new Promise((resolve, reject) => {
    const display = new DisplaySocket(to, tls);
    const { socket } = display;
    const fail = (error: OrielError) => {
      deadline.removeEventListener("abort", onDeadline);
      socket.destroy();
      reject(error);
    };
    const onDeadline = () => fail(new OrielError("display-unreachable", `${where}: no answer in time`));
    const onError = (error: NodeJS.ErrnoException) => {
      fail(socket instanceof TLSSocket ? tlsFailure(socket, error, where) : unreachable(error, where));
      // A broken connection may tell more than one error.
      socket.on("error", () => {});
    };
    deadline.addEventListener("abort", onDeadline, { once: true });
    socket.once("error", onError);
    socket.once(tls ? "secureConnect" : "connect", () => {
      deadline.removeEventListener("abort", onDeadline);
      socket.off("error", onError).pause();
      resolve(display);
    });
  });
}

function unreachable(error: NodeJS.ErrnoException, where: string): OrielError {
  return new OrielError("display-unreachable", `${where}: ${error.code ?? error.message}`);
}

function tlsFailure(socket: TLSSocket, error: NodeJS.ErrnoException, where: string): OrielError {
  if (socket.authorizationError) return new OrielError("display-untrusted", `${where}: ${error.message}`);
  if (error.code === "EPROTO" || error.code?.startsWith("ERR_SSL_"))
    return new OrielError("display-protocol", `${where} does not speak TLS: ${error.code}`);
  return unreachable(error, where);
}

function expired(deadline: AbortSignal, host: string): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new OrielError("display-unreachable", `${host.slice(0, 80)}: no answer in time`));
    deadline.addEventListener("abort", fail, { once: true });
  });
}
