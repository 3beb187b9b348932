import { type ColumnDefinitionBuilder, sql } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** What administrators have set, and under which of it each console was opened. */
export async function settings(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("setting")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", required)
    .addColumn("updatedAt", "bigint", required)
    .execute();
  await db.schema
    .alterTable("console")
    .addColumn("exchange", "text", (column) => column.notNull().defaultTo(sql.lit("{}")))
    .execute();
}
