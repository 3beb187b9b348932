import { type Config, withAbsoluteSockets } from "#server/config.ts";
import { Connection } from "#server/libvirt/connection.ts";
import { LinkError } from "#server/libvirt/error.ts";
import { type HypervisorUri, parseUri } from "#server/libvirt/uri.ts";
import { dialerFor } from "./dialer.ts";
import { isNotPermitted } from "./refusal.ts";

/** Milliseconds within which the system's daemon opens; systemd may have to start it first. */
const DEADLINE_MS = 10_000;

/** The hypervisors that the configuration names; where it names none, the machine's own. */
export async function hypervisorsOf(config: Pick<Config, "hypervisors" | "runtimeDir">): Promise<HypervisorUri[]> {
  if (config.hypervisors.length > 0) return config.hypervisors;
  return [withAbsoluteSockets(await defaultHypervisor(parseUri("qemu:///system", "local")), config.runtimeDir)];
}

/**
 * The system's QEMU where there is one that this process's user may use, else the user's own. Root always takes the system's, and a daemon that is slow
 * or fails for another reason is still the right one: it is then shown as down with what is wrong.
 */
async function defaultHypervisor(system: HypervisorUri): Promise<HypervisorUri> {
  if (process.getuid?.() === 0) return system;
  try {
    const connection = await Connection.open({ dialer: dialerFor(system), name: system.name, deadlineMs: DEADLINE_MS });
    connection.close();
    return system;
  } catch (error) {
    return error instanceof LinkError || isNotPermitted(error) ? parseUri("qemu:///session", system.key) : system;
  }
}
