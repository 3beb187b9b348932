import { type ErrorCode, OrielError } from "#server/errors.ts";
import type { Admission } from "./admission.ts";

/** A console that was admitted and is on its way to its browser. */
export class Opening {
  readonly admission: Admission;
  /** Whether it has become the one console that its machine's line or display takes. */
  holds = false;
  #endedBy: ErrorCode | null = null;

  constructor(admission: Admission) {
    this.admission = admission;
  }

  /** Why it is not to open any more; null where it is. */
  get endedBy(): ErrorCode | null {
    return this.#endedBy;
  }

  get ended(): boolean {
    return this.#endedBy !== null;
  }

  /** It is not to open any more. */
  end(code: ErrorCode): void {
    this.#endedBy ??= code;
  }

  /** @throws {OrielError} with the code that it was ended by, where it was */
  mustGoOn(): void {
    if (this.#endedBy !== null) throw new OrielError(this.#endedBy);
  }
}
