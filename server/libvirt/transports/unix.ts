import { connect, type Socket } from "node:net";
import type { Dialer } from "../dialer.ts";
import { LinkError } from "../error.ts";

/** Dials unix sockets: the first of `paths` that takes a connection. */
export function unixDialer(paths: readonly string[]): Dialer {
  return { dial: (signal) => dialFirst(paths, signal) };
}

async function dialFirst(paths: readonly string[], signal: AbortSignal): Promise<Socket> {
  const failures: { path: string; error: NodeJS.ErrnoException }[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    try {
      return await dialOne(path, signal);
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ path, error: error as NodeJS.ErrnoException });
    }
  }
  const telling = failures.find(({ error }) => error.code !== "ENOENT") ?? failures[0];
  const list = failures.map(({ path, error }) => `${path}: ${error.code ?? error.message}`).join(", ");
  throw new LinkError(`no libvirt socket can be opened (${list})`, { cause: telling?.error });
}

function dialOne(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const settle = (settled: () => void) => {
      signal.removeEventListener("abort", abort);
      socket.removeAllListeners();
      settled();
    };
    const abort = () => {
      socket.once("error", () => {});
      socket.destroy();
      settle(() => reject(signal.reason));
    };
    socket.once("connect", () => settle(() => resolve(socket)));
    socket.once("error", (error) => settle(() => reject(error)));
    signal.addEventListener("abort", abort, { once: true });
  });
}
