import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { Kysely, type RawBuilder, sql } from "kysely";
import { migrate } from "./migrations.ts";
import type { Schema } from "./schema.ts";
import { ChangeSignal } from "./signal.ts";
import { guard, isBusy, NodeSqliteDialect } from "./sqlite.ts";
import { prepareFile } from "./state-file.ts";

/** The portal's records. */
export type Store = {
  db: Kysely<Schema>;
  /** Milliseconds since 1970 by the store's clock, as SQL. */
  now: RawBuilder<number>;
  /**
   * Calls the listener after the content changed, whichever process changed it, within 250 ms and not for each change alone.
   * @returns stops it
   */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
};

/** How long a call waits for another process's write lock, in ms. It blocks the thread meanwhile. */
const BUSY_MS = 5000;

/**
 * Opens the store in a directory, which is made (mode 0700) where it is missing; the file is readable by its owner only.
 * Several processes and threads may have it open, each of them once: a transaction that waits for another one in its own thread
 * holds that one up too.
 * @param stateDir the directory, or ":memory:" for a store of this process's own that ends with it
 * @throws {OrielError} store-unavailable where the file cannot be opened, or was written by a newer version
 */
export async function openStore(stateDir: string): Promise<Store> {
  // SQLite gives its -wal and -shm files the mode of this one.
  const path = stateDir === ":memory:" ? stateDir : prepareFile(stateDir, "oriel.db");
  const sqlite = await whenFree(() => guard(() => openDatabase(path)));
  const signal = new ChangeSignal(sqlite);
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(sqlite) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    onChange: (listener) => signal.listen(listener),
    close: async () => {
      signal.close();
      await db.destroy();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  const sqlite = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  try {
    // FULL: with WAL, NORMAL would lose the last commits in a power cut. A spent ticket, a revoked sign-in and an audit row
    // must all outlive one, and each of them is one short commit.
    sqlite.exec("pragma journal_mode = wal; pragma synchronous = full;");
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Tries again where others are opening a new file too: SQLite does not wait for the lock that a change of journal_mode takes. */
async function whenFree<T>(open: () => T): Promise<T> {
  const deadline = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return open();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await setTimeout(20);
    }
  }
}
