import { expect, test } from "vitest";
import type { Store } from "#server/store/open.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { signIn, somebody } from "./scratch.ts";
import { createSignInGuard } from "./sign-in-guard.ts";

const refused = { code: "too-many-attempts" };

/** Makes attempts that fail, one after the other. @returns how many were let through */
async function guess(store: Store, times: number, attempt: (index: number) => { address: string; email: string }): Promise<number> {
  const guard = createSignInGuard(store);
  let passed = 0;
  for (let index = 0; index < times; index++) {
    const { address, email } = attempt(index);
    await guard.check(address, email).then(
      () => passed++,
      (error) => expect(error).toMatchObject(refused),
    );
  }
  return passed;
}

/** What the passing of time does. */
async function pass(store: Store, seconds: number): Promise<void> {
  await store.db
    .updateTable("attempt")
    .set((eb) => ({ expiresAt: eb("expiresAt", "-", seconds * 1000) }))
    .execute();
}

test.each(["known", "unknown"])("an account that is %s takes ten guesses a minute from however many addresses", async (which) => {
  const store = await scratchStore();
  const email = which === "known" ? (await somebody(store)).person.email : "nobody@example.org";
  const spelled = (index: number) => (index % 2 ? email : ` ${email.toUpperCase()} `);
  expect(await guess(store, 40, (index) => ({ address: `198.51.100.${index}`, email: spelled(index) }))).toBe(10);
  await pass(store, 60);
  expect(await guess(store, 40, (index) => ({ address: `2001:db8:${index}::1`, email: spelled(index) }))).toBe(10);
});

test("and a hundred a day", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  let passed = 0;
  for (let minute = 0; minute < 15; minute++) {
    passed += await guess(store, 15, (index) => ({ address: `2001:db8:${minute}:${index}::1`, email: person.email }));
    await pass(store, 60);
  }
  expect(passed).toBe(100);
  await pass(store, 24 * 3600);
  expect(await guess(store, 15, (index) => ({ address: `198.51.100.${index}`, email: person.email }))).toBe(10);
});

test.each([
  ["an IPv4 address", () => "198.51.100.7"],
  ["an IPv6 /64", (index: number) => `2001:db8:1:2::${index.toString(16)}`],
])("%s takes a hundred guesses in ten minutes for however many accounts", async (_name, address) => {
  const store = await scratchStore();
  const attempt = (index: number) => ({ address: address(index), email: `person-${index}@example.org` });
  expect(await guess(store, 130, attempt)).toBe(100);
  expect(await guess(store, 1, () => ({ address: "2001:db8:1:3::1", email: "a@example.org" }))).toBe(1);
  await pass(store, 600);
  expect(await guess(store, 1, attempt)).toBe(1);
});

test("attempts made at once do not all pass", async () => {
  const store = await scratchStore();
  const guard = createSignInGuard(store);
  const attempts = Array.from({ length: 60 }, () => guard.check("198.51.100.7", "a@example.org"));
  expect((await Promise.allSettled(attempts)).filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("signing in forgets what was counted", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  const guard = createSignInGuard(store);
  for (let round = 0; round < 150; round++) await (await guard.check("198.51.100.7", person.email)).succeeded();
  expect(await guess(store, 20, () => ({ address: "198.51.100.7", email: person.email }))).toBe(10);
});

test("a stranger's guesses do not lock a person out where they are signed in", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await signIn(store, person.id, "2001:db8:aa:bb::7");
  await guess(store, 30, (index) => ({ address: `198.51.100.${index}`, email: person.email }));
  const guard = createSignInGuard(store);
  await expect(guard.check("203.0.113.9", person.email)).rejects.toMatchObject(refused);
  await (await guard.check("2001:db8:aa:bb:ffff::1", person.email)).succeeded();
});

test("guesses there are counted as well", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await signIn(store, person.id, "192.0.2.200");
  expect(await guess(store, 30, () => ({ address: "192.0.2.200", email: person.email }))).toBe(10);
});

test("a restart forgets nothing, and the refusal says how long it lasts", async () => {
  const store = await scratchStore();
  await guess(store, 10, () => ({ address: "198.51.100.7", email: "a@example.org" }));
  const again = await scratchStore(store.stateDir);
  const refusal = createSignInGuard(again).check("198.51.100.7", "a@example.org");
  await expect(refusal).rejects.toMatchObject({ ...refused, details: expect.stringMatching(/in \d+ s$/) });
});

test("inventing emails does not fill the store", { timeout: 60_000 }, async () => {
  const store = await scratchStore();
  const before = await guess(store, 100, (index) => ({ address: `2001:db8:${index}::1`, email: `a${index}@example.org` }));
  expect(before).toBeGreaterThan(90);
  const keys = (await store.db.selectFrom("attempt").select("key").execute()).map((row) => row.key);
  expect(keys.filter((key) => key.includes("@"))).toEqual([]);
});
