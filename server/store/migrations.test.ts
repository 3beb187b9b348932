import { sql } from "kysely";
import { expect, test } from "vitest";
import { type Migration, migrate, migrations } from "./migrations.ts";
import { scratchStore } from "./scratch.ts";

async function tables(db: Awaited<ReturnType<typeof scratchStore>>["db"]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  return rows.map((row) => row.name);
}

const addOne: Migration = { name: "998-one", up: (db) => db.schema.createTable("one").addColumn("id", "text").execute() };
const addAndFail: Migration = {
  name: "999-fails",
  up: async (db) => {
    await db.schema.createTable("two").addColumn("id", "text").execute();
    throw new Error("the step failed");
  },
};

test("a store that is up to date is left as it is", async () => {
  const { db } = await scratchStore();
  const before = await sql`select * from migration`.execute(db);
  await migrate(db);
  expect((await sql`select * from migration`.execute(db)).rows).toEqual(before.rows);
});

test("new steps are run once, old ones not again", async () => {
  const { db } = await scratchStore();
  await migrate(db, [...migrations, addOne]);
  await migrate(db, [...migrations, addOne]);
  expect(await tables(db)).toContain("one");
});

test("steps that fail leave nothing behind, nor do those before them", async () => {
  const { db } = await scratchStore();
  await expect(migrate(db, [...migrations, addOne, addAndFail])).rejects.toThrow("the step failed");
  expect(await tables(db)).not.toContain("two");
  expect(await tables(db)).not.toContain("one");
});

test("a store of a newer version is not touched", async () => {
  const { db } = await scratchStore();
  await migrate(db, [...migrations, addOne]);
  await expect(migrate(db)).rejects.toMatchObject({ code: "store-unavailable", details: expect.stringMatching(/newer version.*998-one/) });
});
