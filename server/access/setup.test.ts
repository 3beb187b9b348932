import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { addPerson } from "./people.ts";
import { PASSWORD } from "./scratch.ts";
import { makeSetupToken, needsSetup, redeemSetup } from "./setup.ts";

const me = { email: "Root@Example.org", name: " Root ", password: PASSWORD };
const done = { code: "setup-done" };

async function tokenOf(store: Awaited<ReturnType<typeof scratchStore>>): Promise<string> {
  const token = await makeSetupToken(store);
  if (token === null) throw new Error("there is an admin");
  return token;
}

test("the link makes one admin, once", async () => {
  const store = await scratchStore();
  expect(await needsSetup(store)).toBe(true);
  const token = await tokenOf(store);
  expect(await redeemSetup(store, { token, ...me })).toMatchObject({ email: "root@example.org", name: "Root", role: "admin" });
  expect(await needsSetup(store)).toBe(false);
  await expect(redeemSetup(store, { token, ...me, email: "other@example.org" })).rejects.toMatchObject(done);
});

test("of many who use it at once one becomes admin", async () => {
  const store = await scratchStore();
  const token = await tokenOf(store);
  const attempts = Array.from({ length: 8 }, (_, index) => redeemSetup(store, { token, ...me, email: `a${index}@example.org` }));
  const ends = await Promise.allSettled(attempts);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject(done);
  expect(await store.db.selectFrom("user").select("id").execute()).toHaveLength(1);
});

test("a wrong token, an expired one and an earlier one make nobody", async () => {
  const store = await scratchStore();
  const earlier = await tokenOf(store);
  const token = await tokenOf(store);
  await expect(redeemSetup(store, { token: "wrong", ...me })).rejects.toMatchObject(done);
  await expect(redeemSetup(store, { token: earlier, ...me })).rejects.toMatchObject(done);
  await store.db.updateTable("setup").set({ expiresAt: store.now }).execute();
  await expect(redeemSetup(store, { token, ...me })).rejects.toMatchObject(done);
  expect(await needsSetup(store)).toBe(true);
});

test("an admin who was made elsewhere ends it", async () => {
  const store = await scratchStore();
  const token = await tokenOf(store);
  await addPerson(store, { ...me, role: "admin" });
  await expect(redeemSetup(store, { token, ...me, email: "other@example.org" })).rejects.toMatchObject(done);
  expect(await makeSetupToken(store)).toBeNull();
});

test("somebody who is no admin does not end it", async () => {
  const store = await scratchStore();
  await addPerson(store, { ...me, role: "operator" });
  const token = await tokenOf(store);
  await expect(redeemSetup(store, { token, ...me })).rejects.toMatchObject({ code: "email-taken" });
  await redeemSetup(store, { token, ...me, email: "other@example.org" });
});

test("a short password does not spend the link, and the store keeps the token's hash alone", async () => {
  const store = await scratchStore();
  const token = await tokenOf(store);
  await expect(redeemSetup(store, { token, ...me, password: "short" })).rejects.toMatchObject({ code: "bad-request" });
  expect(JSON.stringify(await store.db.selectFrom("setup").selectAll().execute())).not.toContain(token);
  await redeemSetup(store, { token, ...me });
});

test("it lasts a day", async () => {
  const store = await scratchStore();
  await tokenOf(store);
  const { left } = await store.db
    .selectFrom("setup")
    .select((eb) => eb("expiresAt", "-", store.now).as("left"))
    .executeTakeFirstOrThrow();
  expect(Number(left)).toBeGreaterThan(23 * 3600_000);
  expect(Number(left)).toBeLessThanOrEqual(24 * 3600_000);
});
