import { setTimeout as sleep } from "node:timers/promises";
import type { DisplayAddress } from "#server/display/address.ts";
import { BytesEnded } from "#server/display/byte-queue.ts";
import { DIAL_DEADLINE_MS, dial } from "#server/display/dial.ts";
import type { DisplaySocket } from "#server/display/display-socket.ts";
import type { Deadline } from "#server/display/probe/deadline.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { Beside, DisplayProbe } from "./display-probe.ts";
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
  const { steps, probe, hasScreen, console, deadline } = display;
  if (probe.beside && (await console.isHeld?.())) return tryBeside(display, probe.beside);
  const open = await probe.open(await dialled(probe.address, display), deadline);
  try {
    steps.ok("authenticate");
    await tryStranger(display);
    if (!hasScreen) throw new OrielError("no-such-display", "The machine has no screen.");
    await open.firstPicture();
    steps.ok("first-frame");
  } finally {
    await open.close();
  }
}

/** All but the picture, which would throw out whoever has the display. */
async function tryBeside(display: DisplayToVerify, { address, knock }: Beside): Promise<never> {
  await knock(await dialled(address, display), display.deadline);
  display.steps.ok("authenticate");
  await tryStranger(display);
  throw new OrielError("console-held");
}

async function dialled(address: DisplayAddress, { console, steps, deadline }: DisplayToVerify): Promise<DisplaySocket> {
  const socket = await dial(address, deadline.atMost(DIAL_DEADLINE_MS));
  steps.ok("dial");
  try {
    // Before it hears the password: else another machine's display may, on a port that was free in between.
    await console.checkRun();
  } catch (error) {
    socket.socket.destroy();
    throw error;
  }
  return socket;
}

/** Sees that nobody gets in without the password; tried once, whatever comes of it. */
async function tryStranger({ probe, steps, deadline }: DisplayToVerify): Promise<void> {
  if (steps.isOver("protected")) return;
  if (!probe.hasPassword) return steps.skipped("protected");
  try {
    if (await probe.letsIn(deadline)) steps.failed("protected", new OrielError("display-unprotected"));
    else steps.ok("protected");
  } catch (error) {
    steps.failed("protected", orielError(error));
  }
}

/** A session that came to nothing because somebody took the display is no fault of it. */
async function seenAs(caught: unknown, { probe, console, steps }: DisplayToVerify): Promise<OrielError> {
  const error = orielError(caught);
  if (!probe.beside || !steps.isOver("authenticate")) return error;
  return (await console.isHeld?.().catch(() => false)) ? new OrielError("console-held") : error;
}

/** Whether an error says that the portal opens no such display, or leaves this one alone. */
function isNoFault({ code }: OrielError, { hasScreen }: DisplayToVerify): boolean {
  return code === "console-held" || code === "display-address" || (code === "no-such-display" && !hasScreen);
}

/** Whether a moment later it may be otherwise. Where it may be somebody's by then it is not dialled again. */
function mayPass({ code, cause }: OrielError, { probe, steps }: DisplayToVerify): boolean {
  if (probe.beside && steps.isOver("authenticate")) return false;
  return code === "display-unreachable" || code === "display-closed" || cause instanceof BytesEnded;
}

function orielError(error: unknown): OrielError {
  return isOrielError(error) ? error : new OrielError("internal", undefined, { cause: error });
}
