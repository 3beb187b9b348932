import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { verifyPassword } from "./password.ts";
import { addPerson, listPeople, personByEmail, removePerson, revokeSessions, setPassword, setRole } from "./people.ts";
import { PASSWORD, signIn, somebody } from "./scratch.ts";

const ann = { email: "Ann@Example.org", name: "Ann", role: "user", password: PASSWORD } as const;

test("a person is found by their email, in whichever case", async () => {
  const store = await scratchStore();
  const person = await addPerson(store, ann);
  expect(person).toEqual({ id: expect.any(String), email: "ann@example.org", name: "Ann", role: "user" });
  expect(await personByEmail(store, "ANN@example.org")).toEqual(person);
  await expect(personByEmail(store, "nobody@example.org")).rejects.toMatchObject({ code: "person-unknown" });
});

test("an email is one person's", async () => {
  const store = await scratchStore();
  await addPerson(store, ann);
  await expect(addPerson(store, { ...ann, email: "ann@EXAMPLE.org" })).rejects.toMatchObject({ code: "email-taken" });
  expect(await listPeople(store)).toHaveLength(1);
});

test.each([{ email: "ann" }, { name: " " }, { password: "123456789" }, { password: "x".repeat(257) }])("%j is refused", async (wrong) => {
  const store = await scratchStore();
  const field = Object.keys(wrong)[0];
  await expect(addPerson(store, { ...ann, ...wrong })).rejects.toMatchObject({
    code: "bad-request",
    details: expect.stringContaining(`${field}:`),
  });
});

test("the list says how many sign-ins each has", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store, "operator");
  await signIn(store, person.id);
  await addPerson(store, ann);
  const people = await listPeople(store);
  expect(people.map(({ email, sessions }) => [email, sessions])).toEqual([
    ["ann@example.org", 0],
    [person.email, 2],
  ]);
  expect(people[0]?.createdAt).toBeInstanceOf(Date);
});

test("a new password ends the sign-ins, and only that person's", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  const other = await somebody(store);
  await setPassword(store, person.id, "another password");
  const { password } = await store.db.selectFrom("account").select("password").where("userId", "=", person.id).executeTakeFirstOrThrow();
  expect(await verifyPassword({ hash: password ?? "", password: "another password" })).toBe(true);
  expect((await store.db.selectFrom("session").select("id").execute()).map((row) => row.id)).toEqual([other.sessionId]);
});

test("who is removed leaves no sign-in and no password", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await removePerson(store, person.id);
  for (const table of ["user", "session", "account"] as const) expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([]);
});

test("sign-ins that are revoked are counted", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await signIn(store, person.id);
  expect(await revokeSessions(store, person.id)).toBe(2);
  expect(await revokeSessions(store, person.id)).toBe(0);
});

test("the last admin stays admin", async () => {
  const store = await scratchStore();
  const [one, two] = [await somebody(store, "admin"), await somebody(store, "admin")];
  const ends = await Promise.allSettled([setRole(store, one.person.id, "user"), removePerson(store, two.person.id)]);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [last] = (await listPeople(store)).filter(({ role }) => role === "admin");
  await expect(setRole(store, last?.id ?? "", "operator")).rejects.toMatchObject({ code: "last-admin" });
  await expect(removePerson(store, last?.id ?? "")).rejects.toMatchObject({ code: "last-admin" });
  await setRole(store, last?.id ?? "", "admin");
});

test("nobody can be changed who is not there", async () => {
  const store = await scratchStore();
  const unknown = { code: "person-unknown" };
  await expect(setRole(store, "nobody", "user")).rejects.toMatchObject(unknown);
  await expect(setPassword(store, "nobody", PASSWORD)).rejects.toMatchObject(unknown);
  await expect(removePerson(store, "nobody")).rejects.toMatchObject(unknown);
});
