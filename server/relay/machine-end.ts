import { setTimeout as sleep } from "node:timers/promises";
import { isOn } from "#server/contract/vm.ts";
import type { ErrorCode } from "#server/errors.ts";
import { endedByLibvirt } from "#server/hypervisors/serial.ts";
import type { Admission } from "./admission.ts";
import type { Machines } from "./machines.ts";

/** libvirt may hear of a machine's end later than we do: how often and how long apart it is asked, in milliseconds. */
const ASKS = 5;
const APART_MS = 150;
/** How long the browser waits at most to be told why, in milliseconds. */
const DEADLINE_MS = 4_000;

/**
 * Why the machine's end of a console closed: it was powered off or on again, somebody took its serial line or its SPICE
 * display, or the display closed while it runs on.
 * @param runtimeId the run of the machine that the console belonged to
 * @param error how the stream broke, null where it ended in order
 */
export async function whyMachineEnded(
  machines: Machines,
  { vm, protocol }: Pick<Admission, "vm" | "protocol">,
  runtimeId: number,
  error: Error | null,
): Promise<ErrorCode> {
  const deadline = sleep(DEADLINE_MS, "unknown" as const, { ref: false });
  const fate = await Promise.race([askForFate(machines, vm, runtimeId), deadline]);
  if (fate === "off") return "machine-off";
  if (protocol === "vnc" || fate === "restarted") return "display-closed";
  // A SPICE display has one session: it closes the one that it has when another begins, whoever's that is.
  if (protocol === "spice") return fate === "running" && wasClosed(error) ? "console-taken" : "display-closed";
  // libvirt itself ends the stream of a line that somebody else takes over; a lost connection to libvirt breaks it otherwise.
  const taken = fate === "running" && (error === null || endedByLibvirt(error));
  return taken ? "console-taken" : "host-unreachable";
}

/** Whether the other side closed; where it had not read all that it was sent, that arrives as a reset (RFC 9293, section 3.6.1). */
function wasClosed(error: NodeJS.ErrnoException | null): boolean {
  return error === null || error.code === "ECONNRESET" || error.code === "EPIPE";
}

async function askForFate(
  machines: Machines,
  vm: Admission["vm"],
  runtimeId: number,
): Promise<"off" | "restarted" | "running" | "unknown"> {
  for (let ask = 1; ; ask++) {
    try {
      const now = await machines.runtime(vm);
      if (!isOn(now.state)) return "off";
      if (now.runtimeId !== runtimeId) return "restarted";
    } catch {
      return "unknown";
    }
    if (ask === ASKS) return "running";
    await sleep(APART_MS, undefined, { ref: false });
  }
}
