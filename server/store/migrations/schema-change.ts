import type { QueryExecutorProvider, SchemaModule } from "kysely";

/** What a migration may use: the schema builder, and raw SQL through `sql`. It knows no table types, which move on after it. */
export type SchemaChange = QueryExecutorProvider & { readonly schema: SchemaModule };
