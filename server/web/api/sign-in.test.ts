import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { addPerson } from "#server/access/people.ts";
import { codeOf, cookiesOf, openTestPortal, PASSWORD, type TestPortal } from "../testing.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const email = "ada@example.org";
const signIn = (password: string, address = "192.0.2.9", as = email) =>
  portal.ask("POST", "/api/auth/sign-in/email", { body: { email: as, password }, headers: { "x-oriel-address": address } });
const lastRow = async () => (await readAudit(portal.runtime.store, { limit: 1 }))[0];

test("signs in, tells who, keeps the token to the cookie, and writes it down", async () => {
  const person = await addPerson(portal.runtime.store, { email, name: "Ada", role: "operator", password: PASSWORD });
  const response = await signIn(PASSWORD, "192.0.2.9", "ADA@Example.org");
  expect([response.status, await response.json()]).toEqual([200, person]);
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(await lastRow()).toMatchObject({ action: "sign-in", outcome: "ok", actor: { email }, address: "192.0.2.9" });
  const me = await portal.ask("GET", "/api/me", { cookie: cookiesOf(response) });
  expect(await me.json()).toEqual(person);
});

test("a wrong password and an unknown email are told apart nowhere but in the log", async () => {
  const wrong = await signIn("not the password");
  const unknown = await signIn(PASSWORD, "192.0.2.9", "nobody@example.org");
  expect(await wrong.text()).toBe(await unknown.text());
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(wrong.headers.getSetCookie()).toEqual([]);
  expect(await lastRow()).toMatchObject({
    action: "sign-in",
    outcome: "failed",
    code: "wrong-password",
    actor: { id: null, email: "nobody@example.org" },
  });
});

test("guesses are slowed down for the account, from whichever address, and the right password is then refused too", async () => {
  const email = "grace@example.org";
  await addPerson(portal.runtime.store, { email, name: "Grace", role: "user", password: PASSWORD });
  const codes: string[] = [];
  for (let i = 0; i < 12; i++) codes.push(await codeOf(await signIn("guess", `198.51.100.${i}`, email)));
  expect(codes.slice(0, 5)).toEqual(Array(5).fill("wrong-password"));
  expect(codes.at(-1)).toBe("too-many-attempts");
  const right = await signIn(PASSWORD, "198.51.100.99", email);
  expect([right.status, await codeOf(right)]).toEqual([429, "too-many-attempts"]);
});

test("signing out ends the sign-in on the server", async () => {
  const cookie = cookiesOf(await signIn(PASSWORD));
  const response = await portal.ask("POST", "/api/auth/sign-out", { cookie });
  expect(response.status).toBe(204);
  expect((await portal.ask("GET", "/api/me", { cookie })).status).toBe(401);
  expect(await lastRow()).toMatchObject({ action: "sign-out", outcome: "ok", actor: { email } });
});

test("a person sees their sign-ins without the tokens, and ends one or all others", async () => {
  const cookies = [cookiesOf(await signIn(PASSWORD)), cookiesOf(await signIn(PASSWORD)), cookiesOf(await signIn(PASSWORD))];
  const [cookie = "", second = "", third = ""] = cookies;
  const list = async () =>
    (await (await portal.ask("GET", "/api/auth/list-sessions", { cookie })).json()) as { id: string; current: boolean; address: string }[];
  const entries = await list();
  expect(entries.filter(({ current }) => current)).toHaveLength(1);
  expect(entries[0]).toMatchObject({ address: "192.0.2.9" });
  for (const known of cookies) {
    const token = decodeURIComponent(known.split("=")[1] ?? "").split(".")[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.stringify(entries)).not.toContain(token);
  }
  const secondId = ((await (await portal.ask("GET", "/api/auth/list-sessions", { cookie: second })).json()) as typeof entries).find(
    ({ current }) => current,
  )?.id;
  expect((await portal.ask("POST", "/api/auth/revoke-session", { cookie, body: { id: secondId } })).status).toBe(204);
  expect((await portal.ask("GET", "/api/me", { cookie: second })).status).toBe(401);
  expect((await portal.ask("POST", "/api/auth/revoke-other-sessions", { cookie })).status).toBe(204);
  expect((await portal.ask("GET", "/api/me", { cookie: third })).status).toBe(401);
  expect(await list()).toHaveLength(1);
});

test("nobody ends somebody else's sign-in", async () => {
  const victim = await portal.signIn("admin");
  const entries = (await (await portal.ask("GET", "/api/auth/list-sessions", { cookie: victim })).json()) as { id: string }[];
  const cookie = cookiesOf(await signIn(PASSWORD));
  await portal.ask("POST", "/api/auth/revoke-session", { cookie, body: { id: entries[0]?.id } });
  expect((await portal.ask("GET", "/api/me", { cookie: victim })).status).toBe(200);
});

test("a changed password ends the other sign-ins, and this one goes on with a new cookie", async () => {
  const other = cookiesOf(await signIn(PASSWORD));
  const cookie = cookiesOf(await signIn(PASSWORD));
  const change = (currentPassword: string, newPassword: string) =>
    portal.ask("POST", "/api/auth/change-password", { cookie, body: { currentPassword, newPassword } });
  expect(await codeOf(await change("wrong password", "another password"))).toBe("wrong-password");
  expect(await codeOf(await change(PASSWORD, "short"))).toBe("bad-request");
  const response = await change(PASSWORD, "another password");
  expect(response.status).toBe(204);
  expect((await portal.ask("GET", "/api/me", { cookie: other })).status).toBe(401);
  expect((await portal.ask("GET", "/api/me", { cookie: cookiesOf(response) })).status).toBe(200);
  expect((await signIn(PASSWORD)).status).toBe(401);
  expect((await signIn("another password")).status).toBe(200);
});
