import type { ColumnDefinitionBuilder } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Which console each person chose for a machine, and locks between processes. */
export async function choicesAndLeases(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("choice")
    .addColumn("personId", "text", (column) => column.notNull().references("user.id").onDelete("cascade"))
    .addColumn("vm", "text", required)
    .addColumn("protocol", "text", required)
    .addColumn("updatedAt", "bigint", required)
    .addPrimaryKeyConstraint("choice_key", ["personId", "vm"])
    .execute();
  await db.schema
    .createTable("lease")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("holder", "text", required)
    .addColumn("expiresAt", "bigint", required)
    .execute();
}
