import { type ColumnDefinitionBuilder, sql } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Changes of machines' definitions. */
export async function changes(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("change")
    .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("vm", "text", required)
    .addColumn("kind", "text", required)
    .addColumn("personId", "text", required)
    .addColumn("createdAt", "bigint", required)
    .addColumn("endedAt", "bigint")
    .addColumn("state", "text", required)
    .addColumn("phase", "text", required)
    .addColumn("active", "integer", required)
    .addColumn("unstarted", "integer", required)
    .addColumn("restart", "integer", required)
    .addColumn("waits", "integer", required)
    .addColumn("oldRun", "integer")
    .addColumn("startError", "text")
    .addColumn("steps", "text", required)
    .addColumn("changes", "text", required)
    .addColumn("before", "blob")
    .addColumn("next", "blob")
    .addColumn("after", "blob")
    .addColumn("back", "blob")
    .addColumn("runner", "text")
    .addColumn("runnerUntil", "bigint")
    .execute();
  await db.schema.createIndex("change_vm").on("change").columns(["vm", "number"]).execute();
  for (const mark of ["active", "unstarted"]) {
    const index = db.schema.createIndex(`change_${mark}`).unique().on("change").column("vm");
    await index.where(sql<boolean>`${sql.ref(mark)} = 1`).execute();
  }
}
