import type { ColumnDefinitionBuilder } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Which machines each person keeps at hand, and a way to find those they opened last. */
export async function pins(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("pin")
    .addColumn("personId", "text", (column) => column.notNull().references("user.id").onDelete("cascade"))
    .addColumn("vm", "text", required)
    .addColumn("pinnedAt", "bigint", required)
    .addPrimaryKeyConstraint("pin_key", ["personId", "vm"])
    .execute();
  await db.schema.createIndex("console_person_openedAt").on("console").columns(["personId", "openedAt"]).execute();
}
