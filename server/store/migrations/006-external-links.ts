import type { SchemaChange } from "./schema-change.ts";

/** Links to machines that other products serve. */
export async function externalLinks(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("externalLink")
    .addColumn("vm", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("updatedAt", "bigint", (column) => column.notNull())
    .execute();
}
