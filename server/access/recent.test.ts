import { expect, test } from "vitest";
import type { Store } from "#server/store/open.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { openConsole } from "./consoles.ts";
import { recentOf } from "./recent.ts";
import { somebody } from "./scratch.ts";

const caps = { consolesPerPerson: 50, consolesPerVm: 50, consolesPerAddress: 50 };
const vmOf = (number: number) => `local.00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Notes a console that was opened at a time. */
async function opened(store: Store, { person, sessionId }: Awaited<ReturnType<typeof somebody>>, vm: string, at: number): Promise<void> {
  const console = {
    relay: "r",
    sessionId,
    personId: person.id,
    vm,
    protocol: "vnc",
    mode: "control",
    device: 0,
    address: "192.0.2.1",
  } as const;
  const { id } = await openConsole(store, console, caps);
  await store.db.updateTable("console").set({ openedAt: at, closedAt: at }).where("id", "=", id).execute();
}

test("each machine comes once, the one opened last first, and only those of this person", async () => {
  const store = await scratchStore();
  const [one, other] = [await somebody(store), await somebody(store)];
  await opened(store, one, vmOf(1), 10);
  await opened(store, one, vmOf(2), 20);
  await opened(store, one, vmOf(1), 30);
  await opened(store, other, vmOf(3), 40);
  expect(await recentOf(store, one.person.id)).toEqual([
    { vm: vmOf(1), openedAt: 30 },
    { vm: vmOf(2), openedAt: 20 },
  ]);
});

test("a console that was refused was not opened; one that failed later was", async () => {
  const store = await scratchStore();
  const one = await somebody(store);
  await opened(store, one, vmOf(1), 10);
  await store.db.updateTable("console").set({ closeCode: 4430 }).execute();
  expect(await recentOf(store, one.person.id)).toEqual([]);
  await store.db.updateTable("console").set({ bytesDown: 1 }).execute();
  expect(await recentOf(store, one.person.id)).toEqual([{ vm: vmOf(1), openedAt: 10 }]);
});

test("only the last twelve are told", async () => {
  const store = await scratchStore();
  const one = await somebody(store);
  for (let number = 1; number <= 15; number++) await opened(store, one, vmOf(number), number);
  expect((await recentOf(store, one.person.id)).map(({ openedAt }) => openedAt)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
});
