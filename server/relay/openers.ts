import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { policy } from "#server/access/policy.ts";
import type { Protocol } from "#server/contract/console.ts";
import { isOn } from "#server/contract/vm.ts";
import { RfbBrowserSide } from "#server/display/rfb/browser-side.ts";
import { ClientFilter, viewOnly, withoutPower } from "#server/display/rfb/client-filter.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { Admission } from "./admission.ts";
import { copying, type FarEnd, watching } from "./far-end.ts";
import type { LiveConsoles } from "./live-consoles.ts";
import type { Display, Machines } from "./machines.ts";

/** How often and how far apart (ms) a serial line that is held by nobody we know is tried. */
const LINE_ATTEMPTS = 3;
const LINE_PAUSE_MS = 250;

/** Opens the machine's end of a console, everything done that has to be before a browser may see it. Throws OrielError. */
export type Opener = (admission: Admission, machines: Machines, live: LiveConsoles) => Promise<FarEnd>;

/** One for each protocol. */
export const openers: Record<Protocol, Opener> = { vnc: openVnc, serial: openSerial, spice: openSpice };

async function openVnc(admission: Admission, machines: Machines): Promise<FarEnd> {
  const { vm } = admission;
  const display = await machines.display(vm, "vnc");
  const { stream, flow, serverInit } = await openRfb(display.address, display.password);
  try {
    await checkSameRun(machines, vm, display);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return { stream, flow, browserSide: new RfbBrowserSide(serverInit, filterFor(admission)), runtimeId: display.runtimeId };
}

/** What the browser may say to a display. Whoever may do all that a display takes is not listened to: that is the fast path. */
function filterFor({ vm, mode, person }: Admission): ClientFilter | null {
  if (mode === "view") return new ClientFilter(viewOnly);
  return policy(person, "vm.power", { vm }) ? null : new ClientFilter(withoutPower);
}

/**
 * The machine must still be in the run whose address was dialled: else another's display may have answered, on a port that
 * was free in between (CVE-2013-0335).
 */
async function checkSameRun(machines: Machines, vm: Admission["vm"], before: Display): Promise<void> {
  const now = await machines.runtime(vm);
  if (!isOn(now.state)) throw new OrielError("machine-off");
  if (now.runtimeId !== before.runtimeId) throw new OrielError("machine-changed");
}

async function openSerial({ vm, mode, takeOver }: Admission, machines: Machines, live: LiveConsoles): Promise<FarEnd> {
  const holder = live.serialHolder(vm);
  if (holder && !takeOver) throw new OrielError("console-held", `${holder.admission.person.name} holds it`);
  holder?.end("console-taken");
  const { runtimeId } = await machines.runtime(vm);
  const stream = await openLine(machines, vm, takeOver);
  stream.pause();
  const flow: FarEnd["flow"] = (sink) => stream.on("data", sink);
  return { stream, flow, browserSide: mode === "view" ? watching : copying, runtimeId };
}

/** The line of a console that has just ended, as on a page's reload, may be free only a moment later. */
async function openLine(machines: Machines, vm: Admission["vm"], takeOver: boolean): Promise<Duplex> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await machines.serial(vm, { takeOver });
    } catch (error) {
      if (attempt === LINE_ATTEMPTS || !isOrielError(error) || error.code !== "console-held") throw error;
      await sleep(LINE_PAUSE_MS);
    }
  }
}

async function openSpice(): Promise<FarEnd> {
  throw new OrielError("no-such-display", "This portal shows VNC displays and serial consoles. Choose VNC where the machine has it.");
}
