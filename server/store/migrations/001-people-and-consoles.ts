import { type ColumnDefinitionBuilder, sql } from "kysely";
import type { SchemaChange } from "./schema-change.ts";

const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull();
const required = (column: ColumnDefinitionBuilder) => column.notNull();
const unique = (column: ColumnDefinitionBuilder) => column.notNull().unique();
const ofUser = (column: ColumnDefinitionBuilder) => column.notNull().references("user.id").onDelete("cascade");

/** The first schema. */
export async function peopleAndConsoles(db: SchemaChange): Promise<void> {
  await people(db);
  await credentials(db);
  await consoles(db);
  await records(db);
}

async function people(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("user")
    .addColumn("id", "text", key)
    .addColumn("name", "text", required)
    .addColumn("email", "text", unique)
    .addColumn("emailVerified", "integer", required)
    .addColumn("image", "text")
    .addColumn("role", "text", (column) => column.notNull().check(sql`role in ('admin', 'operator', 'user')`))
    .addColumn("createdAt", "text", required)
    .addColumn("updatedAt", "text", required)
    .execute();
  await db.schema
    .createTable("session")
    .addColumn("id", "text", key)
    .addColumn("userId", "text", ofUser)
    .addColumn("token", "text", unique)
    .addColumn("ipAddress", "text")
    .addColumn("userAgent", "text")
    .addColumn("expiresAt", "text", required)
    .addColumn("createdAt", "text", required)
    .addColumn("updatedAt", "text", required)
    .execute();
  await db.schema.createIndex("session_userId").on("session").column("userId").execute();
}

async function credentials(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("account")
    .addColumn("id", "text", key)
    .addColumn("userId", "text", ofUser)
    .addColumn("accountId", "text", required)
    .addColumn("providerId", "text", required)
    .addColumn("accessToken", "text")
    .addColumn("refreshToken", "text")
    .addColumn("idToken", "text")
    .addColumn("accessTokenExpiresAt", "text")
    .addColumn("refreshTokenExpiresAt", "text")
    .addColumn("scope", "text")
    .addColumn("password", "text")
    .addColumn("createdAt", "text", required)
    .addColumn("updatedAt", "text", required)
    .addUniqueConstraint("account_provider", ["providerId", "accountId"])
    .execute();
  await db.schema.createIndex("account_userId").on("account").column("userId").execute();
  await db.schema
    .createTable("verification")
    .addColumn("id", "text", key)
    .addColumn("identifier", "text", required)
    .addColumn("value", "text", required)
    .addColumn("expiresAt", "text", required)
    .addColumn("createdAt", "text", required)
    .addColumn("updatedAt", "text", required)
    .execute();
  await db.schema.createIndex("verification_identifier").on("verification").column("identifier").execute();
}

async function consoles(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("ticket")
    .addColumn("hash", "text", key)
    .addColumn("sessionId", "text", required)
    .addColumn("personId", "text", required)
    .addColumn("vm", "text", required)
    .addColumn("protocol", "text", required)
    .addColumn("mode", "text", required)
    .addColumn("takeOver", "integer", required)
    .addColumn("createdAt", "bigint", required)
    .addColumn("expiresAt", "bigint", required)
    .addColumn("usedAt", "bigint")
    .execute();
  await db.schema.createIndex("ticket_person").on("ticket").columns(["personId", "expiresAt"]).execute();
  await db.schema
    .createTable("console")
    .addColumn("id", "text", key)
    .addColumn("relay", "text", required)
    .addColumn("sessionId", "text", required)
    .addColumn("personId", "text", required)
    .addColumn("vm", "text", required)
    .addColumn("protocol", "text", required)
    .addColumn("mode", "text", required)
    .addColumn("network", "text", required)
    .addColumn("openedAt", "bigint", required)
    .addColumn("closedAt", "bigint")
    .addColumn("closeCode", "integer")
    .addColumn("bytesDown", "bigint", required)
    .addColumn("bytesUp", "bigint", required)
    .execute();
  const open = sql<boolean>`${sql.ref("closedAt")} is null`;
  for (const column of ["relay", "personId", "vm", "network"])
    await db.schema.createIndex(`console_open_${column}`).on("console").column(column).where(open).execute();
}

async function records(db: SchemaChange): Promise<void> {
  await db.schema
    .createTable("audit")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("at", "bigint", required)
    .addColumn("actorId", "text")
    .addColumn("actorEmail", "text")
    .addColumn("address", "text")
    .addColumn("action", "text", required)
    .addColumn("vm", "text")
    .addColumn("vmName", "text")
    .addColumn("outcome", "text", required)
    .addColumn("code", "text")
    .addColumn("detail", "text")
    .execute();
  await db.schema.createIndex("audit_at").on("audit").column("at").execute();
  await refuse(db, "update", "before update on audit");
  await refuse(db, "delete", "before delete on audit");
  // "insert or replace" deletes the old row without the trigger for it.
  await refuse(db, "replace", "before insert on audit when exists (select 1 from audit where id = new.id)");
  await db.schema.createTable("setup").addColumn("hash", "text", key).addColumn("expiresAt", "bigint", required).execute();
  await db.schema
    .createTable("attempt")
    .addColumn("key", "text", key)
    .addColumn("points", "integer", required)
    .addColumn("expiresAt", "bigint", required)
    .execute();
  await db.schema.createIndex("attempt_expiresAt").on("attempt").column("expiresAt").execute();
}

async function refuse(db: SchemaChange, name: string, when: string): Promise<void> {
  await sql.raw(`create trigger audit_no_${name} ${when} begin select raise(abort, 'audit rows can be added only'); end`).execute(db);
}
