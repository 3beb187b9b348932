import { type AuditEntry, audit } from "#server/access/audit.ts";
import { isOrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

/** Does something and writes into the audit log how it went: one row, also where it was refused or failed. */
export async function audited<T>(store: Store, entry: Omit<AuditEntry, "outcome" | "code">, act: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await act();
  } catch (error) {
    const code = isOrielError(error) ? error.code : "internal";
    await audit(store, { ...entry, outcome: "failed", code });
    throw error;
  }
  await audit(store, { ...entry, outcome: "ok" });
  return result;
}
