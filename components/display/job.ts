import type { ChangeRecord, ChangeState, ChangeStep, ChangeStepName } from "#server/contract/display-change.ts";
import type { GraphicsSettings } from "#server/contract/display-settings.ts";

const underWay: readonly ChangeState[] = ["applying", "restarting", "verifying", "undoing"];

/** Whether the portal is still at it. */
export function isUnderWay({ state }: Pick<ChangeRecord, "state">): boolean {
  return underWay.includes(state);
}

/** A step of a job as it is shown; `ahead`: not begun yet. */
export type ShownStep = {
  step: ChangeStepName;
  protocol: ChangeStep["protocol"];
  state: ChangeStep["state"] | "ahead";
  error: ChangeStep["error"];
};

/** What a job was started for: whether it powers the machine on, and which displays are then opened. */
export type Goal = { restart: boolean; wasRunning: boolean; protocols: readonly GraphicsSettings["type"][] };

/** The steps that were done, and while the job is under way those that will come. */
export function shownSteps(record: ChangeRecord, goal: Goal): ShownStep[] {
  const done = record.steps.map(({ step, protocol, state, error }): ShownStep => ({ step, protocol, state, error }));
  if (!isUnderWay(record) || record.state === "undoing") return done;
  const ahead = expected(record, goal).filter((next) => !done.some((one) => one.step === next.step && one.protocol === next.protocol));
  return [...done, ...ahead];
}

function expected({ kind }: ChangeRecord, goal: Goal): ShownStep[] {
  const next = (step: ChangeStepName, protocol: ChangeStep["protocol"] = null): ShownStep => ({
    step,
    protocol,
    state: "ahead",
    error: null,
  });
  const definition = kind === "power-cycle" ? [] : [next("define"), next("re-read")];
  if (!goal.restart && kind !== "power-cycle") return definition;
  const power = [...(goal.wasRunning ? [next("power-off")] : []), next("start")];
  const displays = goal.protocols.flatMap((protocol) => [
    next("dial", protocol),
    next("authenticate", protocol),
    next("first-frame", protocol),
  ]);
  return [...definition, ...power, ...displays];
}

/** The error of the step that went wrong, the last one where several did. */
export function whatFailed({ steps }: Pick<ChangeRecord, "steps">): ChangeStep | null {
  return steps.findLast((step) => step.state === "failed") ?? null;
}
