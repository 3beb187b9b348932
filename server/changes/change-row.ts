import type { Selectable } from "kysely";
import type { ChangeRecord } from "#server/contract/display-change.ts";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { Schema } from "#server/store/schema.ts";
import type { Cursor, Phase } from "./change-machine.ts";
import type { Job } from "./job.ts";
import type { Seal } from "./seal.ts";

type Row = Selectable<Schema["change"]>;
export type DefinitionName = "before" | "next" | "after" | "back";

/** A change as people see it. */
export function recordOf(row: Row & { by: string | null }, seal: Seal): ChangeRecord {
  return {
    id: row.id,
    kind: row.kind,
    by: row.by ?? "",
    at: new Date(row.createdAt).toISOString(),
    endedAt: row.endedAt === null ? null : new Date(row.endedAt).toISOString(),
    state: row.state,
    steps: JSON.parse(row.steps),
    changes: JSON.parse(row.changes),
    restorable: row.before !== null && seal.isOurs(row.before),
  };
}

/** A change as it is worked on. */
export function jobOf(row: Row, seal: Seal): Job {
  const [before, next, after, back] = (["before", "next", "after", "back"] as const).map((name) => definitionOf(row, name, seal));
  return {
    id: row.id,
    vm: row.vm,
    cursor: {
      kind: row.kind,
      phase: row.phase as Phase,
      state: row.state,
      restart: row.restart === 1,
      waits: row.waits === 1,
      oldRun: row.oldRun,
      unstarted: row.unstarted === 1,
    },
    steps: JSON.parse(row.steps),
    changes: JSON.parse(row.changes) as PlannedChange[],
    before: before ?? null,
    next: next ?? null,
    after: after ?? null,
    back: back ?? null,
  };
}

/** One of a change's definitions; null where there is none, or it was sealed with another secret. */
export function definitionOf(row: Row, name: DefinitionName, seal: Seal): string | null {
  const sealed = row[name];
  return sealed === null ? null : seal.open(sealed, placeOf(row.id, name));
}

/** What a sealed definition is bound to. */
export function placeOf(id: string, name: DefinitionName): string {
  return `${name} of change ${id}`;
}

/** How far a change has come, as columns. Only one that rests can be unstarted: who works on it sees for themselves. */
export function columnsOf({ phase, state, restart, waits, oldRun, unstarted }: Cursor) {
  const bit = (value: boolean) => (value ? 1 : 0);
  return {
    phase,
    state,
    active: bit(phase !== "over"),
    unstarted: bit(unstarted && phase === "over"),
    restart: bit(restart),
    waits: bit(waits),
    oldRun,
  } as const;
}
