import type { ChangeRecord, ChangeState, ChangeStepName } from "#server/contract/display-change.ts";
import { OrielError } from "#server/errors.ts";

/** What is to be done next. `take-back` puts the definition back where libvirt left something of it out, `undo` where it did not start. */
export type Phase =
  | "define"
  | "re-read"
  | "settle"
  | "live"
  | "live-read"
  | "power-off"
  | "start"
  | "verify"
  | "undo"
  | "start-again"
  | "take-back"
  | "over";

/** How far a change has come: all that must outlive the process, beside the definitions. */
export type Cursor = {
  kind: ChangeRecord["kind"];
  phase: Phase;
  state: ChangeState;
  /** Whether the machine is to be powered off and on. */
  restart: boolean;
  /** Whether the machine that runs lacks some of it. */
  waits: boolean;
  /** The run that lacks it, and that alone may be powered off; null: it was off. */
  oldRun: number | null;
  /** Whether the machine has not been started with it yet. */
  unstarted: boolean;
};

/** What is seen of the machine before each decision. */
export type Seen = {
  /** The definition is the one from before the change, the change's own, the one to go back to. */
  isBefore: boolean;
  isOurs: boolean;
  isBack: boolean;
  /** What was asked for and is not in the definition. */
  missing: readonly string[];
  /** The number of the machine's run; null: it is off. */
  run: number | null;
  /** Whether the run lacks what only a start gives it. */
  waits: boolean;
  /** Whether there is something to be given to the run now. */
  live: boolean;
  /** Whether nothing has come of it for so long that nobody expects it any more. */
  late: boolean;
};

/** What touches the machine, each safe to be done again where nobody knows whether it was done. */
export type Act = "define" | "live" | "power-off" | "start" | "verify" | "undo" | "start-again" | "take-back";

export type Note = { step: ChangeStepName; state: "ok" | "failed" | "skipped"; error?: OrielError };

/** The next thing: an act, or a step onwards with what is to be written down. `keep`: the definition that was seen is the change's own. */
export type Move = { act: Act } | { cursor: Cursor; notes: Note[]; keep?: boolean };

/** How an act went. `refused`: with what was seen afterwards. */
export type Outcome = { ok: true; came?: boolean } | { ok: false; error: OrielError; seen: Seen };

/** As which step people see an act. */
export const stepOf: Record<Exclude<Act, "verify">, ChangeStepName> = {
  define: "define",
  live: "live",
  "power-off": "power-off",
  start: "start",
  undo: "undo",
  "start-again": "start-again",
  "take-back": "undo",
};

const states: Record<Exclude<Phase, "over">, ChangeState> = {
  define: "applying",
  "re-read": "applying",
  settle: "applying",
  live: "applying",
  "live-read": "applying",
  "power-off": "restarting",
  start: "restarting",
  verify: "verifying",
  undo: "undoing",
  "start-again": "undoing",
  "take-back": "undoing",
};

/** A change that has not begun. */
export function begin(kind: "change" | "restore", { restart }: { restart: boolean }): Cursor {
  return { kind, phase: "define", state: "applying", restart, waits: false, oldRun: null, unstarted: false };
}

/** Sends a change on to a phase. */
export function go(cursor: Cursor, phase: Exclude<Phase, "over">, changes: Partial<Cursor> = {}): Cursor {
  return { ...cursor, ...changes, phase, state: states[phase] };
}

/** What comes next. Of what was seen alone, so that it does not matter who asks: a process that was killed goes on where it was. */
export function decide(cursor: Cursor, seen: Seen): Move {
  return deciders[cursor.phase](cursor, seen);
}

const deciders: Record<Phase, (cursor: Cursor, seen: Seen) => Move> = {
  define: decideDefine,
  "re-read": decideReRead,
  settle: decideSettle,
  live: (cursor, { live }) => (live ? { act: "live" } : on(cursor, "live-read")),
  "live-read": decideLiveRead,
  "power-off": decidePowerOff,
  start: (cursor, seen) => (seen.run === null ? { act: "start" } : started(cursor, seen, "start")),
  verify: () => ({ act: "verify" }),
  undo: decideUndo,
  "start-again": (cursor, { run }) => (run === null ? { act: "start-again" } : end(cursor, "undone", ok("start-again"))),
  "take-back": decideTakeBack,
  over: (cursor) => ({ cursor, notes: [] }),
};

function decideDefine(cursor: Cursor, { isBefore, isOurs, late }: Seen): Move {
  if (isBefore && late)
    return end(cursor, "failed", failed("define", new OrielError("host-unreachable", "It did not answer for too long.")));
  if (isBefore) return { act: "define" };
  if (isOurs) return on(cursor, "re-read", { note: ok("define") });
  return end(cursor, "failed", failed("define", new OrielError("definition-changed")));
}

function decideReRead(cursor: Cursor, { missing }: Seen): Move {
  if (missing.length === 0) return { ...on(cursor, "settle", { note: ok("re-read") }), keep: true };
  const error = new OrielError("libvirt-failed", `libvirt took the definition and left this out: ${missing.join(", ")}`);
  return { ...on(cursor, "take-back", { note: failed("re-read", error) }), keep: true };
}

function decideSettle(cursor: Cursor, { run, waits, live }: Seen): Move {
  if (run === null) return cursor.restart ? on(cursor, "start") : end({ ...cursor, unstarted: true }, "done");
  if (cursor.restart && waits) return on(cursor, "power-off", { changes: { oldRun: run } });
  if (live) return on(cursor, "live", { changes: { waits, oldRun: run } });
  return waits ? rest({ ...cursor, oldRun: run }) : end(cursor, "done");
}

function decideLiveRead(cursor: Cursor, { live }: Seen): Move {
  if (!live) return on(cursor, "verify", { note: ok("live") });
  return notLive(cursor, failed("live", new OrielError("libvirt-failed", "libvirt took the change and did not make it.")));
}

/** What cannot be made at once counts from the next start. */
function notLive(cursor: Cursor, note: Note): Exclude<Move, { act: Act }> {
  return cursor.restart ? on(cursor, "power-off", { note, changes: { waits: false } }) : rest(cursor, note);
}

function decidePowerOff(cursor: Cursor, seen: Seen): Move {
  if (seen.run === null) return on(cursor, "start", { note: ok("power-off") });
  if (seen.run !== cursor.oldRun) return started(cursor, seen, "power-off");
  return seen.late ? giveUp(cursor, { step: "power-off", state: "skipped" }) : { act: "power-off" };
}

/** It runs anew. A machine whose memory had been saved runs on with what it had: then it still waits. */
function started(cursor: Cursor, { run, waits }: Seen, step: ChangeStepName): Move {
  const changes = cursor.kind === "power-cycle" ? {} : { waits, oldRun: run };
  return on(cursor, "verify", { note: ok(step), changes });
}

function decideUndo(cursor: Cursor, { isBack, isOurs }: Seen): Move {
  if (isBack) return on(cursor, "start-again", { note: ok("undo") });
  return isOurs ? { act: "undo" } : end(cursor, "failed", failed("undo", new OrielError("definition-changed")));
}

function decideTakeBack(cursor: Cursor, { isBefore, isOurs }: Seen): Move {
  if (isBefore) return end(cursor, "failed", ok("undo"));
  return isOurs ? { act: "take-back" } : end(cursor, "failed", failed("undo", new OrielError("definition-changed")));
}

/** Where an act leads. What was refused is judged by what is seen afterwards: a start that fails because the machine runs has not failed. */
export function afterAct(cursor: Cursor, act: Act, outcome: Outcome): Exclude<Move, { act: Act }> {
  if (act === "verify") return proved(cursor, outcome.ok && (outcome.came ?? false));
  if (outcome.ok) return done(cursor, act);
  const { error, seen } = outcome;
  const note = failed(stepOf[act], error);
  switch (act) {
    case "live":
      return notLive(cursor, note);
    case "power-off":
      return seen.run === cursor.oldRun ? giveUp(cursor, note) : { cursor, notes: [] };
    case "start":
      if (seen.run !== null) return { cursor, notes: [] };
      return cursor.kind === "power-cycle" ? end(cursor, "failed", note) : on(cursor, "undo", { note });
    case "start-again":
      return seen.run === null ? end(cursor, "undone", note) : { cursor, notes: [] };
    default:
      return end(cursor, "failed", note);
  }
}

function done(cursor: Cursor, act: Act): Exclude<Move, { act: Act }> {
  if (act === "define") return on(cursor, "re-read", { note: ok("define") });
  return { cursor: act === "live" ? go(cursor, "live-read") : cursor, notes: [] };
}

/** What was given to the run may be proved while the rest waits. */
function proved(cursor: Cursor, came: boolean): Exclude<Move, { act: Act }> {
  if (cursor.waits) return rest(cursor);
  return end({ ...cursor, unstarted: false }, came ? "done" : "unproven");
}

function giveUp(cursor: Cursor, note: Note): Exclude<Move, { act: Act }> {
  return cursor.kind === "power-cycle" ? end(cursor, "failed", note) : rest(cursor, note);
}

function on(cursor: Cursor, phase: Exclude<Phase, "over">, { note, changes }: { note?: Note; changes?: Partial<Cursor> } = {}) {
  return { cursor: go(cursor, phase, changes), notes: note ? [note] : [] };
}

/** Over for now: it counts from the machine's next start. */
function rest(cursor: Cursor, note?: Note) {
  return end({ ...cursor, waits: true, restart: false, unstarted: true }, "waiting", note);
}

function end(cursor: Cursor, state: ChangeState, note?: Note): Exclude<Move, { act: Act }> {
  const unstarted = cursor.unstarted && (state === "waiting" || state === "done");
  return { cursor: { ...cursor, unstarted, phase: "over", state }, notes: note ? [note] : [] };
}

function ok(step: ChangeStepName): Note {
  return { step, state: "ok" };
}

function failed(step: ChangeStepName, error: OrielError): Note {
  return { step, state: "failed", error };
}
