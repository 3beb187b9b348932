import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { closeConsole, openConsole } from "./consoles.ts";
import { prune } from "./prune.ts";
import { somebody } from "./scratch.ts";
import { issueTicket, redeemTicket } from "./tickets.ts";

const what = { vm: "local.a", protocol: "vnc", mode: "view", device: 0 } as const;
const caps = { consolesPerPerson: 9, consolesPerVm: 9, consolesPerAddress: 9 };

test("what ended lately stays, what ended long ago goes, and what is open stays however old", async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const holder = { personId: person.id, sessionId };
  const { ticket } = await issueTicket(store, { ...holder, ...what, takeOver: false, start: false });
  await redeemTicket(store, { ticket, sessionId });
  const open = async () => (await openConsole(store, { ...holder, ...what, relay: "r", address: "192.0.2.1" }, caps)).id;
  const [ended, live] = [await open(), await open()];
  await closeConsole(store, ended, { closeCode: 1000, bytesDown: 0, bytesUp: 0 });

  await store.db
    .updateTable("ticket")
    .set((eb) => ({ expiresAt: eb("expiresAt", "-", 5 * 60_000) }))
    .execute();
  await prune(store);
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "ticket-used" });
  expect(await store.db.selectFrom("console").select("id").execute()).toHaveLength(2);
  expect(await store.db.selectFrom("session").select("id").execute()).toHaveLength(1);

  await store.db.updateTable("ticket").set({ expiresAt: 1 }).execute();
  await store.db.updateTable("console").set({ openedAt: 1 }).execute();
  await store.db.updateTable("console").set({ closedAt: 1 }).where("closedAt", "is not", null).execute();
  await store.db.updateTable("session").set({ expiresAt: "2020-01-01T00:00:00.000Z" }).execute();
  await prune(store);
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "ticket-unknown" });
  expect((await store.db.selectFrom("console").select("id").execute()).map((row) => row.id)).toEqual([live]);
  expect(await store.db.selectFrom("session").select("id").execute()).toEqual([]);
});
