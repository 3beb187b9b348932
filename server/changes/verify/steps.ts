import type { OrielError } from "#server/errors.ts";
import type { StepReport } from "./verify-console.ts";

type Step = Parameters<StepReport>[0];

/** The steps of one verification, each of which is told once. */
export class Steps {
  readonly #left: Step[];
  readonly #report: StepReport;
  #failed = false;

  constructor(steps: readonly Step[], report: StepReport) {
    this.#left = [...steps];
    this.#report = report;
  }

  /** Whether a step failed. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  isOver(step: Step): boolean {
    return !this.#left.includes(step);
  }

  /** A step that is over already stays as it was told: it was taken once more on the way to a later one. */
  ok(step: Step): void {
    if (this.#take(step)) this.#report(step, "ok");
  }

  failed(step: Step, error: OrielError): void {
    if (!this.#take(step)) return;
    this.#failed = true;
    this.#report(step, "failed", error);
  }

  skipped(step: Step, error?: OrielError): void {
    if (this.#take(step)) this.#report(step, "skipped", error);
  }

  /** The next step failed, and so those behind it cannot be taken. */
  endFailed(error: OrielError): void {
    const [next, ...behind] = this.#left;
    if (next) this.failed(next, error);
    for (const step of behind) this.skipped(step);
  }

  /** The next step cannot be taken, for a reason that is no fault, nor can those behind it. */
  endSkipped(error: OrielError): void {
    const [next, ...behind] = this.#left;
    if (next) this.skipped(next, error);
    for (const step of behind) this.skipped(step);
  }

  #take(step: Step): boolean {
    const at = this.#left.indexOf(step);
    if (at < 0) return false;
    this.#left.splice(at, 1);
    return true;
  }
}
