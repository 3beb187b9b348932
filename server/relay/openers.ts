import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { policy } from "#server/access/policy.ts";
import type { Protocol } from "#server/contract/console.ts";
import { isOn, type VmId } from "#server/contract/vm.ts";
import { RfbBrowserSide } from "#server/display/rfb/browser-side.ts";
import { ClientFilter, rulesFor, viewOnly } from "#server/display/rfb/client-filter.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { isOrielError } from "#server/errors.ts";
import type { Admission } from "./admission.ts";
import { copying, type FarEnd, type Opened, watching } from "./far-end.ts";
import type { LiveConsoles } from "./live-consoles.ts";
import type { Machines } from "./machines.ts";
import { openSpice } from "./open-spice.ts";
import type { Opening } from "./opening.ts";
import { checkSameRun } from "./same-run.ts";
import { takeHold } from "./take-hold.ts";

/** How often and how far apart (ms) a serial line that is held by nobody we know is tried. */
const LINE_ATTEMPTS = 3;
const LINE_PAUSE_MS = 250;

/** Opens the machine's end of a console, everything done that has to be before a browser may see it. Throws OrielError. */
export type Opener = (opening: Opening, machines: Machines, live: LiveConsoles) => Promise<Opened>;

type SerialLine = { stream: Duplex; runtimeId: number };

/** One for each protocol. */
export const openers: Record<Protocol, Opener> = { vnc: openVnc, serial: openSerial, spice: openSpice };

async function openVnc({ admission }: Opening, machines: Machines, live: LiveConsoles): Promise<Opened> {
  const { vm } = admission;
  live.company.admit(admission);
  const display = await machines.display(vm, "vnc");
  const { serverInit, ...open } = await openRfb(display.address, display.password).catch(async (error) => {
    if (!isOrielError(error) || error.code !== "display-refused") throw error;
    const again = await machines.display(vm, "vnc", { password: display.password });
    return openRfb(again.address, again.password);
  });
  try {
    await checkSameRun(machines, vm, display.runtimeId);
  } catch (error) {
    open.destroy();
    throw error;
  }
  return { far: { ...open, browserSide: new RfbBrowserSide(serverInit, filterFor(admission)) }, runtimeId: display.runtimeId };
}

/** What the browser may say to a display. Whoever may do all that a display takes is not listened to: that is the fast path. */
function filterFor({ vm, mode, person, exchange }: Admission): ClientFilter | null {
  if (mode === "view") return new ClientFilter(viewOnly);
  const rules = rulesFor({ power: policy(person, "vm.power", { vm }), exchange });
  return rules && new ClientFilter(rules);
}

async function openSerial(opening: Opening, machines: Machines, live: LiveConsoles): Promise<Opened> {
  takeHold(opening, live);
  const { stream, runtimeId } = await reachLine(opening.admission, machines);
  stream.pause();
  const far: FarEnd = {
    stream,
    flow: (sink) => stream.on("data", sink),
    browserSide: opening.admission.mode === "view" ? watching : copying,
    destroy: () => stream.destroy(),
  };
  return { far, runtimeId };
}

async function reachLine({ vm, device, start, takeOver, person }: Admission, machines: Machines): Promise<SerialLine> {
  const { runtimeId, state } = await machines.runtime(vm);
  if (start && !isOn(state)) return machines.startedSerial(vm, { device });
  // Who else holds it is nobody we know, and so not this person.
  const mayTakeOver = takeOver && policy(person, "console.take-over", { vm });
  return { stream: await openLine(machines, vm, { device, takeOver: mayTakeOver }), runtimeId };
}

/** The line of a console that has just ended, as on a page's reload, may be free only a moment later. */
async function openLine(machines: Machines, vm: VmId, options: { device: number; takeOver: boolean }): Promise<Duplex> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await machines.serial(vm, options);
    } catch (error) {
      if (attempt === LINE_ATTEMPTS || !isOrielError(error) || error.code !== "console-held") throw error;
      await sleep(LINE_PAUSE_MS);
    }
  }
}
