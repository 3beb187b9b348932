import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openStore } from "./open.ts";
import { scratchDir, scratchStore } from "./scratch.ts";

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test("only the owner can read what is kept", async () => {
  const stateDir = join(await scratchDir(), "state", "oriel");
  const store = await scratchStore(stateDir);
  await store.db.insertInto("setup").values({ hash: "x", expiresAt: 0 }).execute();
  expect(await modeOf(stateDir)).toBe("700");
  for (const name of ["oriel.db", "oriel.db-wal", "oriel.db-shm"]) expect(await modeOf(join(stateDir, name))).toBe("600");
});

test("each commit reaches the disk before it counts", async () => {
  const { db } = await scratchStore();
  expect((await sql`pragma journal_mode`.execute(db)).rows).toMatchObject([{ journal_mode: "wal" }]);
  // 2 is FULL (https://sqlite.org/pragma.html#pragma_synchronous).
  expect((await sql`pragma synchronous`.execute(db)).rows).toMatchObject([{ synchronous: 2 }]);
});

test("processes that open a new store at once all get it, and lose no other's writes", { timeout: 120_000 }, async () => {
  const stateDir = join(await scratchDir(), "state");
  const children = Array.from({ length: 6 }, () => fork(new URL("./open-at-once.ts", import.meta.url)));
  await Promise.all(children.map((child) => once(child, "message")));
  const answers = children.map(async (child) => (await once(child, "message"))[0]);
  const ends = children.map((child: ChildProcess) => once(child, "exit"));
  for (const child of children) child.send(stateDir);
  expect(await Promise.all(answers)).toEqual(children.map(() => "done"));
  await Promise.all(ends);
  const { db } = await scratchStore(stateDir);
  expect(await db.selectFrom("attempt").select("points").execute()).toMatchObject([{ points: children.length * 100 }]);
});

test("what was written is there when the store is opened again", async () => {
  const stateDir = await scratchDir();
  const first = await openStore(stateDir);
  await first.db.insertInto("setup").values({ hash: "kept", expiresAt: 1 }).execute();
  await first.close();
  const again = await scratchStore(stateDir);
  expect(await again.db.selectFrom("setup").select("hash").execute()).toMatchObject([{ hash: "kept" }]);
});

test("a store of memory is this opener's own", async () => {
  const [one, other] = [await openStore(":memory:"), await openStore(":memory:")];
  await one.db.insertInto("setup").values({ hash: "x", expiresAt: 1 }).execute();
  expect(await other.db.selectFrom("setup").selectAll().execute()).toEqual([]);
  await Promise.all([one.close(), other.close()]);
});

test("the clock is in milliseconds", async () => {
  const { db, now } = await scratchStore();
  const { rows } = await sql<{ now: number }>`select ${now} as now`.execute(db);
  expect(Math.abs((rows[0]?.now ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("a directory that cannot be used is refused with a code", async () => {
  const directory = await scratchDir();
  await writeFile(join(directory, "file"), "");
  await expect(openStore(join(directory, "file"))).rejects.toMatchObject({ code: "store-unavailable" });
  await mkdir(join(directory, "state"));
  await writeFile(join(directory, "state", "oriel.db"), "this is no database, and long enough to be seen as none");
  await expect(openStore(join(directory, "state"))).rejects.toMatchObject({ code: "store-unavailable" });
});

test("a lock that another process keeps is a code, not a crash", { timeout: 60_000 }, async () => {
  const store = await scratchStore();
  const other = new DatabaseSync(join(store.stateDir, "oriel.db"));
  other.exec("begin immediate");
  await sql`pragma busy_timeout = 50`.execute(store.db);
  await expect(store.db.deleteFrom("setup").execute()).rejects.toMatchObject({ code: "store-unavailable" });
  other.exec("rollback");
  other.close();
  await store.db.deleteFrom("setup").execute();
});
