import { type Kysely, sql } from "kysely";
import { OrielError } from "../errors.ts";
import { peopleAndConsoles } from "./migrations/001-people-and-consoles.ts";
import { choicesAndLeases } from "./migrations/002-choices-and-leases.ts";
import { serialDevices } from "./migrations/003-serial-devices.ts";
import { changes } from "./migrations/004-changes.ts";
import { settings } from "./migrations/005-settings.ts";
import { externalLinks } from "./migrations/006-external-links.ts";
import { pins } from "./migrations/007-pins.ts";
import type { SchemaChange } from "./migrations/schema-change.ts";
import type { Schema } from "./schema.ts";

/** A step of the schema, run once, in the order of the list. Steps that were released are never changed. */
export type Migration = { name: string; up: (db: SchemaChange) => Promise<void> };

export const migrations: readonly Migration[] = [
  { name: "001-people-and-consoles", up: peopleAndConsoles },
  { name: "002-choices-and-leases", up: choicesAndLeases },
  { name: "003-serial-devices", up: serialDevices },
  { name: "004-changes", up: changes },
  { name: "005-settings", up: settings },
  { name: "006-external-links", up: externalLinks },
  { name: "007-pins", up: pins },
];

type WithLedger = Schema & { migration: { name: string; appliedAt: string } };

/**
 * Brings the schema up to date. Safe where several processes do it at once: the steps run in one transaction, which holds the
 * store's write lock, and steps that another process has applied in the meantime are left out.
 * @throws {OrielError} store-unavailable where it was written by a newer version
 */
export async function migrate(db: Kysely<Schema>, steps: readonly Migration[] = migrations): Promise<void> {
  if ((await missing(db, steps)).length === 0) return;
  await db.transaction().execute(async (trx) => {
    await trx.schema
      .createTable("migration")
      .ifNotExists()
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("appliedAt", "text", (column) => column.notNull())
      .execute();
    for (const step of await missing(trx, steps)) {
      await step.up(trx);
      await ledger(trx).insertInto("migration").values({ name: step.name, appliedAt: new Date().toISOString() }).execute();
    }
  });
}

async function missing(db: Kysely<Schema>, steps: readonly Migration[]): Promise<Migration[]> {
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table' and name = 'migration'`.execute(db);
  if (tables.rows.length === 0) return [...steps];
  const applied = new Set((await ledger(db).selectFrom("migration").select("name").execute()).map((row) => row.name));
  const unknown = [...applied].filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new OrielError(
      "store-unavailable",
      `They were written by a newer version of Oriel (${unknown.join(", ")}). Run that version, or restore a backup.`,
    );
  return steps.filter((step) => !applied.has(step.name));
}

function ledger(db: Kysely<Schema>): Kysely<WithLedger> {
  return db.withTables<{ migration: WithLedger["migration"] }>();
}
