import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { isOrielError, OrielError } from "../errors.ts";

/** Kysely on Node's own SQLite. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(db: DatabaseSync) {
    const database: SqliteDatabase = { close: () => db.close(), prepare: (sql) => new Statement(db, sql) };
    super({ database });
    this.#database = database;
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database });
  }
}

/**
 * Takes the write lock when a transaction begins. A transaction that reads first and asks for the lock at its first write is
 * refused at once, without the busy time-out, where another process wrote in between (SQLITE_BUSY_SNAPSHOT).
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

class Statement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;

  constructor(db: DatabaseSync, sql: string) {
    this.#statement = guard(() => db.prepare(sql));
    this.reader = this.#statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return guard(() => this.#statement.all(...parameters.map(bindable)));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return guard(() => this.#statement.run(...parameters.map(bindable)));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return guard(() => this.#statement.iterate(...parameters.map(bindable)));
  }
}

function bindable(value: unknown): SQLInputValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite takes no ${typeof value}`);
}

/** Result codes that say the file cannot be used now: busy, locked, readonly, ioerr, corrupt, full, cantopen, notadb (https://sqlite.org/rescode.html). */
const unavailable = new Set([5, 6, 8, 10, 11, 13, 14, 26]);
const BUSY = 5;
const UNIQUE_INDEX = 2067;
const UNIQUE_KEY = 1555;

/**
 * Runs one call into SQLite.
 * @throws {OrielError} store-unavailable where the file cannot be used; other SQLite errors as they are
 */
export function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = resultCode(error);
    if (code !== null && unavailable.has(code & 0xff)) throw new OrielError("store-unavailable", String(error), { cause: error });
    throw error;
  }
}

/** Whether a call failed because somebody else has the file locked; also where {@link guard} has named it. */
export function isBusy(error: unknown): boolean {
  const raw = isOrielError(error) ? error.cause : error;
  return ((resultCode(raw) ?? 0) & 0xff) === BUSY;
}

/** Whether a row was refused because another has the same unique value. */
export function isUniqueViolation(error: unknown): boolean {
  const code = resultCode(error);
  return code === UNIQUE_INDEX || code === UNIQUE_KEY;
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode : null;
}
