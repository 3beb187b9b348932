import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Store } from "#server/store/open.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { acquireLease, LEASE_MS, leasesOf, lockOver, releaseLease } from "./lease.ts";
import type { LeaseTask } from "./lease-at-once.ts";

const expire = (store: Store) => store.db.updateTable("lease").set({ expiresAt: store.now }).execute();

test("a lock has one holder until it is given back; another name's is another lock", async () => {
  const store = await scratchStore();
  const holder = await acquireLease(store, "a");
  expect(holder).toEqual(expect.any(String));
  expect(await acquireLease(store, "a")).toBeNull();
  expect(await acquireLease(store, "b")).toEqual(expect.any(String));
  await releaseLease(store, "a", holder ?? "");
  expect(await acquireLease(store, "a")).toEqual(expect.any(String));
});

test("it is held for 20 seconds by the store's clock, then it is nobody's", async () => {
  const store = await scratchStore();
  const holder = await acquireLease(store, "a");
  const row = await store.db.selectFrom("lease").select("expiresAt").select(store.now.as("now")).executeTakeFirstOrThrow();
  expect(row.expiresAt - row.now).toBeGreaterThan(LEASE_MS - 10_000);
  expect(row.expiresAt - row.now).toBeLessThanOrEqual(LEASE_MS);
  await expire(store);
  const next = await acquireLease(store, "a");
  expect(next).not.toBeNull();
  await releaseLease(store, "a", holder ?? "");
  expect(await acquireLease(store, "a")).toBeNull();
});

test("it is given back also where the act fails, and the failure is told", async () => {
  const store = await scratchStore();
  const lock = lockOver(leasesOf(store));
  await expect(lock("a", () => Promise.reject(new Error("the act failed")))).rejects.toThrow("the act failed");
  expect(await lock("a", async () => "done")).toBe("done");
  expect(await store.db.selectFrom("lease").selectAll().execute()).toEqual([]);
});

test("whoever waits in vain is told so, and does nothing", async () => {
  const store = await scratchStore();
  await acquireLease(store, "a");
  const act = () => Promise.reject(new Error("it must not run"));
  await expect(lockOver(leasesOf(store), { waitMs: 150 })("a", act)).rejects.toMatchObject({ code: "busy" });
});

function startProcess(task: LeaseTask) {
  const child = fork(new URL("./lease-at-once.ts", import.meta.url));
  child.send(task);
  return once(child, "exit");
}

test("processes come one after the other, and past one that was killed while it held the lock", { timeout: 120_000 }, async () => {
  const store = await scratchStore();
  const file = join(store.stateDir, "visits");
  await writeFile(file, "");
  const task = { stateDir: store.stateDir, file, rounds: 10, die: false };
  const [, signal] = await startProcess({ ...task, die: true });
  expect(signal).toBe("SIGKILL");
  expect(await acquireLease(store, "the file")).toBeNull();
  await expire(store);
  await Promise.all(Array.from({ length: 4 }, () => startProcess(task)));
  expect(await readFile(file, "utf8")).toBe(".".repeat(40));
});
