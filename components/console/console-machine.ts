import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import type { ConsoleEnd } from "./session.ts";

/**
 * - `opening`: a pass is asked for, or the connection is being made
 * - `connected`: the picture is live
 * - `waiting`: the machine is off; the console opens when it runs
 * - `retrying`: opens again by itself after a pause
 * - `stopped`: only the person can go on
 */
export type Phase = "opening" | "connected" | "waiting" | "retrying" | "stopped";

/** What the page knows about the machine without asking. */
export interface MachineFacts {
  on: boolean;
  /** It is in no list any more. */
  gone: boolean;
  /** Whether its hypervisor answers. */
  hostUp: boolean;
  /** What it has and the browser can open, best first. */
  protocols: readonly Protocol[];
}

/** A console as the page sees it, through all its connections. */
export interface ConsoleModel {
  phase: Phase;
  /** Counts the openings; what an earlier one reports is stale. */
  run: number;
  /** Null where the machine has nothing that can be opened. */
  protocol: Protocol | null;
  mode: ConsoleMode;
  /** Which of the machine's serial lines, where the protocol is that. */
  device: number;
  machine: MachineFacts;
  /** How many openings have failed in a row. */
  attempts: number;
  /** Why it is not connected; null before anything went wrong. */
  end: ConsoleEnd | null;
  /** The next opening ends another holder's console. */
  takeOver: boolean;
  /** The next opening starts the machine. */
  start: boolean;
  /** This tab has held the console, so who holds it now may be its own last connection, not gone yet. */
  held: boolean;
}

export type ConsoleEvent =
  /** The page is shown. */
  | { type: "begin" }
  | { type: "connected"; run: number }
  /** `lasted`: ms since it was connected, 0 where it never was. */
  | { type: "ended"; run: number; end: ConsoleEnd; lasted: number }
  | { type: "machine"; machine: MachineFacts }
  /** The pause is over, the network is back, or the person asks. */
  | { type: "retry" }
  | { type: "take-over" }
  /** Starts the machine, attached to its serial line. */
  | { type: "start" }
  | { type: "device"; device: number }
  | { type: "protocol"; protocol: Protocol }
  | { type: "mode"; mode: ConsoleMode }
  /** Nobody looks at it, and it costs: it is closed until `retry`. */
  | { type: "suspend" };

type Pace = "fast" | "slow";

/**
 * How the console comes back by itself, by the code of its end; for all other codes the person has to act.
 * `slow` where each try makes the portal wait for somebody else. `tries`: how often before it stops.
 */
const comebacks: Partial<Record<string, { pace: Pace; tries: number }>> = {
  "machine-off": { pace: "fast", tries: Number.POSITIVE_INFINITY },
  "machine-changed": { pace: "fast", tries: 20 },
  "display-closed": { pace: "fast", tries: Number.POSITIVE_INFINITY },
  "display-unreachable": { pace: "slow", tries: Number.POSITIVE_INFINITY },
  "host-unreachable": { pace: "slow", tries: Number.POSITIVE_INFINITY },
  "store-unavailable": { pace: "fast", tries: Number.POSITIVE_INFINITY },
  "rules-changed": { pace: "fast", tries: Number.POSITIVE_INFINITY },
  restarting: { pace: "fast", tries: Number.POSITIVE_INFINITY },
  network: { pace: "fast", tries: Number.POSITIVE_INFINITY },
  "client-too-slow": { pace: "fast", tries: Number.POSITIVE_INFINITY },
  busy: { pace: "fast", tries: 20 },
  internal: { pace: "slow", tries: 2 },
  "ticket-unknown": { pace: "fast", tries: 3 },
  "ticket-used": { pace: "fast", tries: 3 },
  "ticket-expired": { pace: "fast", tries: 3 },
  "ticket-foreign": { pace: "fast", tries: 3 },
};

/** The end of a console that nobody looked at. */
export const SUSPENDED = "suspended";

/** Ends after which a person who controlled goes on as one who watches: somebody else controls alone. */
const yielding: readonly string[] = ["driver-changed", "console-driven"];

/** How often a console that was ours is tried while it is said to be held. */
const HELD_TRIES = 8;

/** A connection that lasted this long, in ms, was a good one: what comes after it starts counting anew. */
const GOOD = 5_000;

/** What opens where a protocol is preferred: that one if the machine has it, else its best; null where it has none. */
export function protocolFor(machine: Pick<MachineFacts, "protocols">, preferred: Protocol | null): Protocol | null {
  return preferred && machine.protocols.includes(preferred) ? preferred : (machine.protocols[0] ?? null);
}

type Beginning = {
  /** Whether this tab held the console until a moment ago. */
  held?: boolean;
  device?: number;
};

/** The model of a console that has not begun: it says what `begin` will do. */
export function firstModel(
  machine: MachineFacts,
  preferred: Protocol | null,
  mode: ConsoleMode,
  { held = false, device = 0 }: Beginning = {},
): ConsoleModel {
  const protocol = protocolFor(machine, preferred);
  return reopen({
    phase: "waiting",
    run: 0,
    protocol,
    mode,
    machine,
    attempts: 0,
    end: null,
    takeOver: false,
    device,
    start: false,
    held,
  });
}

/** Which of its protocol's consoles it is: only of serial lines there are several. */
export function deviceOf({ protocol, device }: Pick<ConsoleModel, "protocol" | "device">): number {
  return protocol === "serial" ? device : 0;
}

/** Opens anew, or says at once why that cannot work. */
function reopen(model: ConsoleModel): ConsoleModel {
  const { machine, protocol } = model;
  if (!protocol || !machine.protocols.includes(protocol)) return { ...model, phase: "stopped", end: { code: "no-such-display" } };
  if (!machine.on && machine.hostUp && !model.start) return { ...model, phase: "waiting", end: { code: "machine-off" } };
  return { ...model, phase: "opening", run: model.run + 1 };
}

function ended(model: ConsoleModel, end: ConsoleEnd, lasted: number): ConsoleModel {
  const attempts = lasted >= GOOD ? 1 : model.attempts + 1;
  const held = model.held && end.code !== "console-taken";
  const next = { ...model, end, attempts, takeOver: false, start: false, held };
  if (yielding.includes(end.code) && model.mode === "control") return reopen({ ...next, mode: "view" });
  const comeback = comebacks[end.code];
  if (comeback && !model.machine.on && model.machine.hostUp)
    return { ...next, phase: "waiting", end: { code: "machine-off" }, attempts: 0 };
  const comesBack = attempts <= (comeback?.tries ?? 0) || outwaitsItself(next);
  return { ...next, phase: comesBack ? "retrying" : "stopped" };
}

/** Whether the console is said to be held and that may be this tab's own last connection: then nobody is told before it had time to go. */
export function outwaitsItself({ end, held, attempts }: ConsoleModel): boolean {
  return end?.code === "console-held" && held && attempts <= HELD_TRIES;
}

function machineChanged(model: ConsoleModel, machine: MachineFacts): ConsoleModel {
  const before = model.machine;
  const next = { ...model, machine };
  const { protocol } = model;
  const gotProtocol = !protocol || (machine.protocols.includes(protocol) && !before.protocols.includes(protocol));
  switch (model.phase) {
    case "waiting":
      return machine.on ? reopen({ ...next, attempts: 0 }) : next;
    case "retrying":
      if (!machine.on && machine.hostUp) return { ...next, phase: "waiting", end: { code: "machine-off" }, attempts: 0 };
      return machine.hostUp && !before.hostUp ? reopen({ ...next, attempts: 0 }) : next;
    case "stopped":
      if (model.end?.code !== "no-such-display" || !gotProtocol) return next;
      return reopen({ ...next, protocol: protocol ?? machine.protocols[0] ?? null });
    default:
      return next;
  }
}

type SessionEvent = Extract<ConsoleEvent, { run: number }>;

function sessionSaid(model: ConsoleModel, event: SessionEvent): ConsoleModel {
  if (event.type === "ended") return ended(model, event.end, event.lasted);
  return { ...model, phase: "connected", end: null, takeOver: false, start: false, held: true };
}

/** The model after what a person chose. */
function chosen(model: ConsoleModel, choice: Partial<Pick<ConsoleModel, "protocol" | "mode" | "device">>): ConsoleModel {
  const next = { ...model, ...choice, attempts: 0, end: null, start: false };
  const sameConsole = next.protocol === model.protocol && next.device === model.device;
  if (sameConsole && next.mode === model.mode) return model;
  return reopen({ ...next, held: model.held && sameConsole });
}

/** The model after an event; the same object where nothing changes. */
export function reduce(model: ConsoleModel, event: ConsoleEvent): ConsoleModel {
  const { phase } = model;
  switch (event.type) {
    case "begin":
      return reopen({ ...model, attempts: 0, end: null });
    case "connected":
    case "ended":
      return event.run === model.run && isOpen(phase) ? sessionSaid(model, event) : model;
    case "machine":
      return machineChanged(model, event.machine);
    case "retry":
      return isOpen(phase) || phase === "waiting" ? model : reopen(model);
    case "take-over":
      return reopen({ ...model, mode: "control", takeOver: true, attempts: 0 });
    case "start":
      return isOpen(phase) ? model : reopen({ ...model, protocol: "serial", start: true, attempts: 0, end: null });
    case "protocol":
      return chosen(model, { protocol: event.protocol });
    case "mode":
      return chosen(model, { mode: event.mode });
    case "device":
      return chosen(model, { device: event.device });
    case "suspend":
      return isOpen(phase) || phase === "retrying" ? { ...model, phase: "stopped", end: { code: SUSPENDED }, attempts: 0 } : model;
  }
}

function isOpen(phase: Phase): boolean {
  return phase === "opening" || phase === "connected";
}

/** With the time that an open takes, none comes back later than 3 s after it could. */
const paces: Record<Pace, { first: number; factor: number; most: number }> = {
  fast: { first: 200, factor: 1.6, most: 1_000 },
  slow: { first: 1_500, factor: 1.6, most: 2_500 },
};
/** After this many failures even the fast pace turns slow: nobody waits in front of it any more. */
const PATIENT_AFTER = 120;

/**
 * How long to wait before the next try, in ms: between half and all of a span that grows. The chance in it keeps
 * all the consoles that one restart has ended from coming back in the same instant.
 * @param random at least 0, less than 1
 */
export function retryDelay({ attempts, end }: Pick<ConsoleModel, "attempts" | "end">, random: number): number {
  const pace = attempts > PATIENT_AFTER ? "slow" : (comebacks[end?.code ?? ""]?.pace ?? "fast");
  const { first, factor, most } = paces[pace];
  return Math.min(most, first * factor ** (attempts - 1)) * (0.5 + random / 2);
}
