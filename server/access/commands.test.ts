import { expect, test } from "vitest";
import type { Store } from "#server/store/open.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { readAudit } from "./audit.ts";
import { readCommand, UsageError } from "./commands.ts";
import { verifyPassword } from "./password.ts";
import { personByEmail } from "./people.ts";
import { PASSWORD, signIn, somebody } from "./scratch.ts";

/** Runs `npm run user -- ...args`; asked for a password, it gets this one. */
function user(store: Store, args: string[], password = PASSWORD): Promise<string> {
  return readCommand(args)(store, async () => password);
}

test("people are added, listed, changed and removed", async () => {
  const store = await scratchStore();
  expect(await user(store, ["list"])).toContain("Nobody yet");
  expect(await user(store, ["add", "Ann@example.org", "--name", "Ann Ash", "--role", "admin"])).toContain("ann@example.org");
  expect(await personByEmail(store, "ann@example.org")).toMatchObject({ name: "Ann Ash", role: "admin" });
  await user(store, ["add", "bob@example.org"]);
  expect(await personByEmail(store, "bob@example.org")).toMatchObject({ name: "bob", role: "user" });
  await user(store, ["role", "BOB@example.org", "operator"]);
  const list = await user(store, ["list"]);
  expect(list).toMatch(/^EMAIL +ROLE .*\nann@example.org +admin +Ann Ash +0 .*\nbob@example.org +operator +bob +0 .*$/);
  await user(store, ["remove", "bob@example.org"]);
  await expect(personByEmail(store, "bob@example.org")).rejects.toMatchObject({ code: "person-unknown" });
});

test("everything that was done is in the audit log, without a password", async () => {
  const store = await scratchStore();
  await user(store, ["add", "ann@example.org"]);
  await user(store, ["role", "ann@example.org", "operator"]);
  await user(store, ["password", "ann@example.org"]);
  await user(store, ["sign-out", "ann@example.org"]);
  await user(store, ["remove", "ann@example.org"]);
  const rows = (await readAudit(store)).reverse();
  expect(rows.map((row) => row.action)).toEqual(["person.add", "person.role", "person.password", "session.revoke", "person.remove"]);
  for (const row of rows) expect(row.detail).toMatchObject({ email: "ann@example.org", by: expect.stringContaining("command line") });
  expect(JSON.stringify(rows)).not.toContain(PASSWORD);
});

test("a password is made up when asked to, and a new one ends the sign-ins", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  const answer = await user(store, ["password", person.email, "--generate"]);
  const made = /^Password: (\S{20})$/m.exec(answer)?.[1] ?? "";
  const { password } = await store.db.selectFrom("account").select("password").executeTakeFirstOrThrow();
  expect(await verifyPassword({ hash: password ?? "", password: made })).toBe(true);
  expect(await store.db.selectFrom("session").selectAll().execute()).toEqual([]);
});

test("sign-out ends every sign-in", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await signIn(store, person.id);
  expect(await user(store, ["sign-out", person.email])).toContain("2 sign-ins");
  expect(await store.db.selectFrom("session").selectAll().execute()).toEqual([]);
});

test("what cannot be done is refused with a code, and leaves no row in the log", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store, "admin");
  const refusals: [string[], string][] = [
    [["remove", person.email], "last-admin"],
    [["role", person.email, "user"], "last-admin"],
    [["add", person.email], "email-taken"],
    [["add", "x"], "bad-request"],
    [["password", "x@example.org"], "person-unknown"],
    [["sign-out", "x@example.org"], "person-unknown"],
  ];
  for (const [args, code] of refusals) await expect(user(store, args), args.join(" ")).rejects.toMatchObject({ code });
  await expect(user(store, ["add", "x@example.org"], "short")).rejects.toMatchObject({ code: "bad-request" });
  expect(await readAudit(store)).toEqual([]);
});

test.each([
  [[], /Say what to do/],
  [["fly"], /no command "fly"/],
  [["constructor"], /no command/],
  [["add"], /add takes EMAIL/],
  [["role", "a@example.org"], /role takes EMAIL and ROLE/],
  [["add", "a@example.org", "b@example.org"], /add takes EMAIL/],
  [["add", "a@example.org", "--role", "chief"], /"chief" is no role; there are admin, operator, user/],
  [["role", "a@example.org", "chief"], /"chief" is no role/],
  [["add", "a@example.org", "--colour", "red"], /--colour/],
  [["list", "--generate"], /list takes no --generate/],
])("%j is asked for wrongly", (args, says) => {
  expect(() => readCommand(args)).toThrow(UsageError);
  expect(() => readCommand(args)).toThrow(says);
});
