import { sql } from "kysely";
import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { type AuditEntry, audit, readAudit } from "./audit.ts";
import { removePerson } from "./people.ts";
import { somebody } from "./scratch.ts";

const full: Required<AuditEntry> = {
  action: "console.refused",
  outcome: "refused",
  actor: { id: "1", email: "a@example.org" },
  address: "2001:db8::1",
  vm: { id: "local.x", name: "painter" },
  code: "machine-off",
  detail: { protocol: "vnc", bytes: 17 },
};

test("what is written is read, newest first", async () => {
  const store = await scratchStore();
  await audit(store, full);
  await audit(store, { action: "sign-in", outcome: "failed", actor: null, address: null });
  const [latest, first] = await readAudit(store);
  expect(first).toEqual({ ...full, id: 1, at: expect.any(Date) });
  expect(latest).toEqual({
    id: 2,
    at: expect.any(Date),
    action: "sign-in",
    outcome: "failed",
    actor: null,
    address: null,
    vm: null,
    code: null,
    detail: {},
  });
});

test("the log is read in pages", async () => {
  const store = await scratchStore();
  for (let row = 0; row < 5; row++) await audit(store, full);
  const page = await readAudit(store, { limit: 2 });
  expect(page.map((row) => row.id)).toEqual([5, 4]);
  expect((await readAudit(store, { limit: 2, before: 4 })).map((row) => row.id)).toEqual([3, 2]);
});

test("another opener sees a row as soon as it is written", async () => {
  const store = await scratchStore();
  const other = await scratchStore(store.stateDir);
  await audit(store, full);
  expect(await readAudit(other)).toHaveLength(1);
});

test("no row can be changed or deleted", async () => {
  const store = await scratchStore();
  await audit(store, full);
  await expect(store.db.updateTable("audit").set({ outcome: "ok" }).execute()).rejects.toThrow("rows can be added only");
  await expect(store.db.deleteFrom("audit").execute()).rejects.toThrow("rows can be added only");
  const replace = sql`insert or replace into audit (id, at, action, outcome) values (1, 0, 'sign-in', 'ok')`;
  await expect(replace.execute(store.db)).rejects.toThrow("rows can be added only");
  expect(await readAudit(store)).toMatchObject([full]);
});

test("what a person did stays when they are gone", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await audit(store, { ...full, actor: person });
  await removePerson(store, person.id);
  expect(await readAudit(store)).toMatchObject([{ actor: { id: person.id, email: person.email } }]);
});
