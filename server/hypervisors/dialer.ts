import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dialer } from "#server/libvirt/dialer.ts";
import { LinkError } from "#server/libvirt/error.ts";
import { unixDialer } from "#server/libvirt/transports/unix.ts";
import type { HypervisorUri } from "#server/libvirt/uri.ts";

/** Modular first, as libvirt's own client does. */
const DAEMONS = ["virtqemud", "libvirtd"] as const;
/** Where they are installed; people who are not root seldom have it on their PATH. */
const SBIN = "/usr/sbin";
/** Seconds after which the user's daemon ends when nobody is connected and no guest runs. */
const IDLE_SECONDS = 120;
/** Milliseconds between two looks whether it listens by now. */
const LOOK_MS = 50;

/** How a hypervisor's daemon is dialled: its socket; the user's own daemon is started where it does not run. */
export function dialerFor(uri: HypervisorUri): Dialer {
  const dialer = unixDialer(uri.sockets);
  // Root has no session daemon: what it starts is the system's. A socket of its own is somebody else's affair.
  const startable = uri.session && process.getuid?.() !== 0 && !new URL(uri.uri).searchParams.has("socket");
  return startable ? startingDialer(dialer) : dialer;
}

function startingDialer(dialer: Dialer): Dialer {
  return {
    dial: async (signal) => {
      try {
        return await dialer.dial(signal);
      } catch (error) {
        if (!isAbsent(error)) throw error;
        await startDaemon();
        return dialUntil(dialer, signal);
      }
    },
  };
}

async function dialUntil(dialer: Dialer, signal: AbortSignal): Promise<Duplex> {
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal });
    try {
      return await dialer.dial(signal);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof LinkError && (error.systemCode === "ENOENT" || error.systemCode === "ECONNREFUSED");
}

/** Starts the first daemon that is installed. A second one, started by another process at the same time, gives up by itself. */
async function startDaemon(): Promise<void> {
  for (const program of DAEMONS.flatMap((name) => [name, `${SBIN}/${name}`])) {
    const daemon = spawn(program, [`--timeout=${IDLE_SECONDS}`], { detached: true, stdio: "ignore" });
    try {
      await once(daemon, "spawn");
      daemon.unref();
      return;
    } catch {
      // Not installed: the next one may be.
    }
  }
  throw new LinkError(`the user's libvirt daemon does not run, and neither ${DAEMONS.join(" nor ")} is installed to start it`);
}
