import type { Duplex } from "node:stream";
import type { ChangeStepName } from "#server/contract/display-change.ts";
import { withAuthorities } from "#server/display/address.ts";
import { Deadline } from "#server/display/probe/deadline.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import { displayOf } from "#server/hypervisors/display.ts";
import type { DomainFacts } from "#server/hypervisors/domain-facts.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import type { DisplayProbe } from "./display-probe.ts";
import { spiceProbe } from "./spice-probe.ts";
import { Steps } from "./steps.ts";
import { verifyDisplay } from "./verify-display.ts";
import { verifySerial } from "./verify-serial.ts";
import { vncProbe } from "./vnc-probe.ts";

type DisplayProtocol = "vnc" | "spice";

/** A console of a running machine, and how to reach it. */
export type ConsoleToVerify = {
  /** The running machine's XML, with its secrets. */
  xml: string;
  protocol: "vnc" | "spice" | "serial";
  /** What opens the display where the XML's own password is spent; absent: the XML's own. null: there is none. */
  password?: string | null;
  /**
   * SPICE, which takes one viewer: whether somebody has it open now, asked right before each try. They stay then, and all but the
   * picture is tried.
   */
  isHeld?(): Promise<boolean>;
  /** PEM files with the authority of displays (ORIEL_DISPLAY_CA); the first that is there counts. */
  authorities: readonly string[];
  /** Throws OrielError (machine-off, machine-changed) where the machine is no longer in the run that the XML is of. */
  checkRun(): Promise<void>;
  /** Opens the machine's first serial line that can be opened, and takes it from nobody. Throws OrielError. */
  openSerial(): Promise<Duplex>;
  /** Milliseconds for everything, with the tries while the machine comes up; 30 seconds where nothing is said. */
  deadlineMs?: number;
};

/** Told of each step once, when it is over. What cannot be tried is skipped, with why where that is worth knowing. */
export type StepReport = (step: ChangeStepName, state: "ok" | "failed" | "skipped", error?: OrielError) => void;

/** Milliseconds for a machine that was just started, also where it is emulated on a busy host. */
const DEADLINE_MS = 30_000;

/**
 * Opens a console of a running machine as the relay does and sees that it works: that it answers, takes its password, takes no other, and
 * shows a whole picture, be it black; of a serial line, that it opens. Never throws, and leaves nothing open.
 * @returns false where a step failed; one that was skipped is no failure
 */
export async function verifyConsole(console: ConsoleToVerify, report: StepReport): Promise<boolean> {
  const steps = new Steps(console.protocol === "serial" ? ["serial"] : ["dial", "authenticate", "protected", "first-frame"], report);
  try {
    if (console.protocol === "serial") await verifySerial(console, steps);
    else await verifyGraphics(console, console.protocol, steps);
  } catch (error) {
    steps.endFailed(isOrielError(error) ? error : new OrielError("internal", undefined, { cause: error }));
  }
  return !steps.hasFailed;
}

async function verifyGraphics(console: ConsoleToVerify, protocol: DisplayProtocol, steps: Steps): Promise<void> {
  const facts = readDomainXml(console.xml);
  if (listensNowhere(facts, protocol))
    return steps.endSkipped(
      new OrielError("no-such-display", "It listens nowhere (<listen type='none'/>): only libvirt itself can reach it."),
    );
  const probe = probeOf(facts, protocol, console);
  await verifyDisplay({ probe, hasScreen: hasScreen(facts), console, steps, deadline: new Deadline(console.deadlineMs ?? DEADLINE_MS) });
}

function probeOf(facts: DomainFacts, protocol: DisplayProtocol, { password: given, authorities }: ConsoleToVerify): DisplayProbe {
  const display = displayOf(facts, protocol);
  const address = withAuthorities(display.address, authorities);
  const password = given === undefined ? display.password : given;
  if (protocol === "vnc") return vncProbe(address, password);
  const channels = Object.entries(display.channels).map(([name, listening]) => [name, withAuthorities(listening, authorities)]);
  return spiceProbe({ address, channels: Object.fromEntries(channels), password });
}

function listensNowhere({ graphics }: DomainFacts, protocol: DisplayProtocol): boolean {
  const listens = graphics.find(({ type }) => type === protocol)?.listens ?? [];
  return listens.length > 0 && listens.every(({ type }) => type === "none");
}

/** A board may have one of its own, of which the XML does not speak. */
function hasScreen({ video, hostScreen }: DomainFacts): boolean {
  return hostScreen || video.length === 0 || video.some(({ model }) => model !== "none");
}
