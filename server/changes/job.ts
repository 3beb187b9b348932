import type { ChangeStep } from "#server/contract/display-change.ts";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Cursor } from "./change-machine.ts";
import { noted, type StepNote, withoutSecrets } from "./steps.ts";

/** A change as it is worked on. The definitions hold secrets. */
export type Job = {
  id: string;
  vm: VmId;
  cursor: Cursor;
  steps: ChangeStep[];
  changes: PlannedChange[];
  /** The definition from before it; null: it changes none. */
  before: string | null;
  /** The definition as it was asked for. */
  next: string | null;
  /** The same as libvirt took it; null until that was read. */
  after: string | null;
  /** The definition that was last known to start, where that is an earlier one than `before`. */
  back: string | null;
};

/** Whether its definitions could be read: they are sealed, and the secret may be another by now. */
export function isReadable({ cursor, before, next }: Job): boolean {
  return cursor.kind === "power-cycle" || (before !== null && next !== null);
}

/** The definition to go back to where the machine does not start. */
export function backOf({ back, before }: Job): string | null {
  return back ?? before;
}

/** The change with one more step written down, without secrets. */
export function withNote(job: Job, { error, ...note }: StepNote): Job {
  const details = error?.details && withoutSecrets(error.details, [job.before, job.next]);
  const clean = error && new OrielError(error.code, details, { cause: error });
  return { ...job, steps: noted(job.steps, { ...note, error: clean }) };
}
