import { type AuditEntry, audit } from "#server/access/audit.ts";
import { errorRow, isOrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

/** What is known before something is done: who does what, from where. */
export type AuditStart = Omit<AuditEntry, "outcome" | "code">;

/** Does something and writes one row into the audit log that says how it went, also where it was refused or failed. */
export async function audited<T>(store: Store, start: AuditStart, act: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await act();
  } catch (error) {
    const code = isOrielError(error) ? error.code : "internal";
    await audit(store, { ...start, outcome: errorRow(code).http < 500 ? "refused" : "failed", code });
    throw error;
  }
  await audit(store, { ...start, outcome: "ok" });
  return result;
}
