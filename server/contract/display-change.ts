import { displayOptions } from "./display-options.ts";
import { diffLine, displayChange, displayPlan, plannedChange } from "./display-plan.ts";
import { displaySettings } from "./display-settings.ts";
import { apiError } from "./error.ts";
import { z } from "./zod.ts";

/**
 * Where a change stands. `waiting`: the definition has it, the running machine does not. `done`: seen to be so, the console included where
 * the machine runs. `undone`: the start failed, and the definition is as it was. `unproven`: it runs, but no console came; it is left
 * running. `failed`: nothing was changed, or what was could not be put back (the steps say). `replaced`: a later change came before the start.
 */
export const changeState = z.enum([
  "applying",
  "waiting",
  "restarting",
  "verifying",
  "undoing",
  "done",
  "undone",
  "unproven",
  "failed",
  "replaced",
]);
export type ChangeState = z.infer<typeof changeState>;

/** What is done, in this order; a step of no use is left out. */
export const changeStepName = z.enum([
  "check",
  "define",
  "re-read",
  "live",
  "power-off",
  "start",
  "dial",
  "authenticate",
  "protected",
  "first-frame",
  "serial",
  "undo",
  "start-again",
]);
export type ChangeStepName = z.infer<typeof changeStepName>;

export const changeStep = z.object({
  step: changeStepName,
  protocol: z.enum(["vnc", "spice", "serial"]).nullable(),
  state: z.enum(["under-way", "ok", "failed", "skipped"]),
  /** What was seen where it failed. */
  error: apiError.nullable(),
  at: z.iso.datetime(),
});
export type ChangeStep = z.infer<typeof changeStep>;

/** A change of a machine's definition: a job, and afterwards its history. */
export const changeRecord = z.object({
  id: z.string(),
  kind: z.enum(["change", "restore", "power-cycle"]),
  /** Who made it; "" where they are gone. */
  by: z.string(),
  at: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  state: changeState,
  steps: z.array(changeStep),
  changes: z.array(plannedChange),
  /** Whether the definition from before it is kept, to look at and to go back to. */
  restorable: z.boolean(),
});
export type ChangeRecord = z.infer<typeof changeRecord>;

/** The editor's page: what is, what can be, and what is under way. */
export const displayState = z.object({
  /** Fingerprint of the definition. */
  base: z.string(),
  settings: displaySettings,
  options: displayOptions,
  running: z.boolean(),
  persistent: z.boolean(),
  /** What the definition has that the running machine does not: counts after power-off and on. */
  pending: z.array(plannedChange),
  /** Newest first. */
  history: z.array(changeRecord),
});
export type DisplayState = z.infer<typeof displayState>;

/** Makes a change whose plan was seen. `restart`: also powers the machine off and on, so that it counts; one that is off is started. */
export const applyRequest = displayChange.extend({ next: z.string().max(100), restart: z.boolean().default(false) });
export type ApplyRequest = z.input<typeof applyRequest>;

/** What going back to the definition from before a change would do. */
export const restorePlan = displayPlan.pick({ base: true, next: true, unchanged: true, changes: true }).extend({ diff: z.array(diffLine) });
export type RestorePlan = z.infer<typeof restorePlan>;

export const restoreRequest = z.object({ base: z.string().max(100), next: z.string().max(100), restart: z.boolean().default(false) });
