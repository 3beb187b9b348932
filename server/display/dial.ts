import type { NetConnectOpts } from "node:net";
import { OrielError } from "#server/errors.ts";
import { checkPort, type DisplayAddress, resolveHost } from "./address.ts";
import { DisplaySocket } from "./display-socket.ts";

/** How long a display may take to accept a connection, in milliseconds. */
export const DIAL_DEADLINE_MS = 5000;

/**
 * Connects to a display at the address that libvirt named. It comes back paused.
 * @throws {OrielError} display-address, display-unreachable
 */
export async function dial(address: DisplayAddress, deadlineMs = DIAL_DEADLINE_MS): Promise<DisplaySocket> {
  const deadline = AbortSignal.timeout(deadlineMs);
  if (address.kind === "unix") return open({ path: address.path }, address.path, deadline);
  checkPort(address.port);
  const host = await Promise.race([resolveHost(address.host), expired(deadline, address.host)]);
  return open({ host, port: address.port, noDelay: true }, `${host} port ${address.port}`, deadline);
}

function open(to: NetConnectOpts, where: string, deadline: AbortSignal): Promise<DisplaySocket> {
  return new Promise((resolve, reject) => {
    const display = new DisplaySocket(to);
    const { socket } = display;
    const fail = (why: string) => {
      deadline.removeEventListener("abort", onDeadline);
      socket.destroy();
      reject(new OrielError("display-unreachable", `${where}: ${why}`));
    };
    const onDeadline = () => fail("no answer in time");
    const onError = (error: NodeJS.ErrnoException) => fail(error.code ?? error.message);
    deadline.addEventListener("abort", onDeadline, { once: true });
    socket.once("error", onError);
    socket.once("connect", () => {
      deadline.removeEventListener("abort", onDeadline);
      socket.off("error", onError).pause();
      resolve(display);
    });
  });
}

function expired(deadline: AbortSignal, host: string): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new OrielError("display-unreachable", `${host.slice(0, 80)}: no answer in time`));
    deadline.addEventListener("abort", fail, { once: true });
  });
}
