import { setTimeout as sleep } from "node:timers/promises";
import { BytesEnded } from "#server/display/byte-queue.ts";
import { DIAL_DEADLINE_MS, dial } from "#server/display/dial.ts";
import type { Deadline } from "#server/display/probe/deadline.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { DisplayProbe, ProbedDisplay } from "./display-probe.ts";
import type { Steps } from "./steps.ts";
import type { ConsoleToVerify } from "./verify-console.ts";

/** Between one try and the next while a machine comes up, in milliseconds. */
const PAUSE_MS = 250;

export type DisplayToVerify = {
  probe: DisplayProbe;
  /** Whether the machine has a screen that could be shown. */
  hasScreen: boolean;
  console: ConsoleToVerify;
  steps: Steps;
  deadline: Deadline;
};

/** Tries out a display until every step is over. What a machine that comes up may do is tried again. */
export async function verifyDisplay(display: DisplayToVerify): Promise<void> {
  const { steps, deadline } = display;
  for (;;) {
    try {
      await attempt(display);
      return;
    } catch (caught) {
      const error = await seenAs(caught, display);
      if (isNoFault(error, display)) return steps.endSkipped(error);
      if (!mayPass(error, display) || deadline.leftMs <= PAUSE_MS) return steps.endFailed(error);
      await sleep(PAUSE_MS);
    }
  }
}

async function attempt(display: DisplayToVerify): Promise<void> {
  const { steps, probe, hasScreen } = display;
  let open = await enter(display);
  try {
    if ((await letsStrangerIn(display)) && probe.isExclusive) {
      // The stranger threw us out.
      await open.close();
      open = await enter(display);
    }
    if (!hasScreen) throw new OrielError("no-such-display", "The machine has no screen.");
    await open.firstPicture();
    steps.ok("first-frame");
  } finally {
    await open.close();
  }
}

/** Dials the display, once nobody has it who would be thrown out, and goes in. */
async function enter({ probe, console, steps, deadline }: DisplayToVerify): Promise<ProbedDisplay> {
  if (probe.isExclusive && (await console.isHeld?.())) throw new OrielError("console-held");
  const socket = await dial(probe.address, deadline.atMost(DIAL_DEADLINE_MS));
  steps.ok("dial");
  try {
    // Before it hears the password: else another machine's display may, on a port that was free in between.
    await console.checkRun();
  } catch (error) {
    socket.socket.destroy();
    throw error;
  }
  const open = await probe.open(socket, deadline);
  steps.ok("authenticate");
  return open;
}

/** Whether somebody without the password gets in; tried once, whatever comes of it. */
async function letsStrangerIn({ probe, steps, deadline }: DisplayToVerify): Promise<boolean> {
  if (steps.isOver("protected")) return false;
  if (!probe.hasPassword) {
    steps.skipped("protected");
    return false;
  }
  try {
    const letsIn = await probe.letsIn(deadline);
    if (letsIn) steps.failed("protected", new OrielError("display-unprotected"));
    else steps.ok("protected");
    return letsIn;
  } catch (error) {
    steps.failed("protected", orielError(error));
    return false;
  }
}

/** A session that ended because somebody took the display is no fault of it. */
async function seenAs(caught: unknown, { probe, console, steps }: DisplayToVerify): Promise<OrielError> {
  const error = orielError(caught);
  if (error.code !== "display-closed" || !probe.isExclusive || !steps.isOver("authenticate")) return error;
  return (await console.isHeld?.().catch(() => false)) ? new OrielError("console-held") : error;
}

/** Whether an error says that the portal opens no such display, or leaves this one alone. */
function isNoFault({ code }: OrielError, { hasScreen }: DisplayToVerify): boolean {
  return code === "console-held" || code === "display-address" || (code === "no-such-display" && !hasScreen);
}

/** Whether a moment later it may be otherwise. Where it may be somebody's by then it is not dialled again. */
function mayPass({ code, cause }: OrielError, { probe, steps }: DisplayToVerify): boolean {
  if (probe.isExclusive && steps.isOver("authenticate")) return false;
  return code === "display-unreachable" || code === "display-closed" || cause instanceof BytesEnded;
}

function orielError(error: unknown): OrielError {
  return isOrielError(error) ? error : new OrielError("internal", undefined, { cause: error });
}
