import type { ColumnDefinitionBuilder } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);

/** Which of a machine's serial lines a console is of, and whether the machine is started for it. */
export async function serialDevices(db: SchemaChange): Promise<void> {
  await db.schema.alterTable("ticket").addColumn("device", "integer", zero).execute();
  await db.schema.alterTable("ticket").addColumn("start", "integer", zero).execute();
  await db.schema.alterTable("console").addColumn("device", "integer", zero).execute();
}
