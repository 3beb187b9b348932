import type { ErrorCode } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

/** What can be found in the log. */
export type AuditAction =
  | "sign-in"
  | "sign-out"
  | "setup"
  | "person.add"
  | "person.role"
  | "person.password"
  | "person.remove"
  | "session.revoke"
  | "vm.power"
  | "console.ticket"
  | "console.open"
  | "console.close"
  | "console.refused"
  | "console.hand-off"
  | "console.hand-over"
  | "link.change"
  | "display.change"
  | "display.restore"
  | "display.restart"
  | "display.reveal"
  | "gpu.make"
  | "settings.change";

/** One thing that somebody did, or was refused. */
export type AuditEntry = {
  action: AuditAction;
  outcome: "ok" | "refused" | "failed";
  /** Who did it; null: somebody who is not signed in. */
  actor: { id: string | null; email: string } | null;
  /** The client's address; null where it was not done over the network. */
  address: string | null;
  vm?: { id: string; name: string | null } | null;
  /** Why it was refused or failed. */
  code?: ErrorCode | null;
  /** More, as JSON. Never a secret. */
  detail?: Record<string, unknown>;
};

/** A row of the log. `id` rises with time. */
export type AuditRow = Required<AuditEntry> & { id: number; at: Date };

/** Adds to the log. Once this resolves the row has reached the disk; nothing changes or removes it afterwards. */
export async function audit(store: Store, entry: AuditEntry): Promise<void> {
  await store.db
    .insertInto("audit")
    .values({
      at: store.now,
      actorId: entry.actor?.id ?? null,
      actorEmail: entry.actor?.email ?? null,
      address: entry.address,
      action: entry.action,
      vm: entry.vm?.id ?? null,
      vmName: entry.vm?.name ?? null,
      outcome: entry.outcome,
      code: entry.code ?? null,
      detail: entry.detail ? JSON.stringify(entry.detail) : null,
    })
    .execute();
}

/** The log, newest first: at most `limit` rows, those before the row with the id `before` where it is given. */
export async function readAudit(store: Store, { before, limit = 100 }: { before?: number; limit?: number } = {}): Promise<AuditRow[]> {
  let query = store.db.selectFrom("audit").selectAll().orderBy("id", "desc").limit(limit);
  if (before !== undefined) query = query.where("id", "<", before);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    at: new Date(row.at),
    action: row.action as AuditAction,
    outcome: row.outcome,
    actor: row.actorEmail === null ? null : { id: row.actorId, email: row.actorEmail },
    address: row.address,
    vm: row.vm === null ? null : { id: row.vm, name: row.vmName },
    code: row.code as ErrorCode | null,
    detail: row.detail === null ? {} : JSON.parse(row.detail),
  }));
}
