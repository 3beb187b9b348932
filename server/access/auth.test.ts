import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { Store } from "#server/store/open.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { type Auth, type AuthOptions, CLIENT_ADDRESS_HEADER, createAuth, sessionOf } from "./auth.ts";
import { addPerson, removePerson, revokeSessions, setRole } from "./people.ts";
import { PASSWORD } from "./scratch.ts";

const ORIGIN = "https://vm.example.org";
const SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF";
const EMAIL = "ann@example.org";

async function portal(options: Partial<AuthOptions> = {}) {
  const store = await scratchStore();
  const person = await addPerson(store, { email: EMAIL, name: "Ann", role: "operator", password: PASSWORD });
  return { store, person, auth: createAuth({ store, secret: SECRET, origins: [ORIGIN], basePath: "", ...options }) };
}

/** A request to better-auth as the portal's own page makes it. */
async function ask(auth: Auth, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const method = body === undefined ? "GET" : "POST";
  const all = { "content-type": "application/json", origin: ORIGIN, [CLIENT_ADDRESS_HEADER]: "192.0.2.7", ...headers };
  return await auth.handler(
    new Request(`${ORIGIN}${path}`, { method, headers: all, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  );
}

async function signIn(auth: Auth, base = ""): Promise<{ cookie: string; whole: string }> {
  const response = await ask(auth, `${base}/api/auth/sign-in/email`, { email: EMAIL, password: PASSWORD });
  expect(response.status).toBe(200);
  const whole = response.headers.getSetCookie();
  expect(whole).toHaveLength(1);
  return { whole: whole[0] ?? "", cookie: whole[0]?.split(";", 1)[0] ?? "" };
}

function whoHas(auth: Auth, cookie: string) {
  return sessionOf(auth, new Headers({ cookie }));
}

test("who signs in is known by the cookie", async () => {
  const { auth, person, store } = await portal();
  const { cookie } = await signIn(auth);
  const row = await store.db.selectFrom("session").selectAll().executeTakeFirstOrThrow();
  expect(await whoHas(auth, cookie)).toEqual({ sessionId: row.id, person });
  expect(row.ipAddress).toBe("192.0.2.7");
});

test.each([
  {
    name: "https at the root",
    origins: [ORIGIN],
    basePath: "",
    is: /^__Host-oriel\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  },
  {
    name: "https below a path",
    origins: [ORIGIN],
    basePath: "/vm",
    is: /^oriel\.session_token=[^;]+; Max-Age=604800; Path=\/vm; HttpOnly; Secure; SameSite=Lax$/,
  },
  {
    name: "http",
    origins: [ORIGIN, "http://127.0.0.1:7480"],
    basePath: "",
    is: /^oriel\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
  },
])("the cookie under $name", async ({ origins, basePath, is }) => {
  const { auth, person } = await portal({ origins, basePath });
  const { whole, cookie } = await signIn(auth, basePath);
  expect(whole).toMatch(is);
  expect(await whoHas(auth, cookie)).toMatchObject({ person });
});

test("a wrong password and an unknown email are told alike", async () => {
  const { auth } = await portal();
  const wrong = await ask(auth, "/api/auth/sign-in/email", { email: EMAIL, password: "wrong password" });
  const unknown = await ask(auth, "/api/auth/sign-in/email", { email: "nobody@example.org", password: "wrong password" });
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(await wrong.text()).toBe(await unknown.text());
});

test("and take as long", { timeout: 60_000 }, async () => {
  const { auth } = await portal();
  const times: Record<string, number[]> = { [EMAIL]: [], "nobody@example.org": [] };
  for (let round = 0; round < 9; round++) {
    for (const [email, list] of Object.entries(times)) {
      const started = performance.now();
      await ask(auth, "/api/auth/sign-in/email", { email, password: "wrong password" });
      list.push(performance.now() - started);
    }
  }
  const [wrong = 0, unknown = 0] = Object.values(times).map((list) => list.sort((a, b) => a - b)[4]);
  // Without the hash that an unknown email costs too, it takes a tenth.
  expect(unknown).toBeGreaterThan(wrong * 0.4);
});

test("nobody signs themselves up, and what the portal does not use is shut", async () => {
  const { auth, store } = await portal();
  const { cookie } = await signIn(auth);
  const body = { email: "b@example.org", password: PASSWORD, name: "B", newEmail: "b@example.org", role: "admin" };
  for (const path of [
    "sign-up/email",
    "sign-in/social",
    "update-user",
    "change-email",
    "delete-user",
    "request-password-reset",
    "reset-password",
    "sign-in/email/",
    "../sign-up/email",
  ])
    expect((await ask(auth, `/api/auth/${path}`, body, { cookie })).status, path).toBe(404);
  expect((await ask(auth, "/sign-up/email", body)).status).toBe(404);
  expect(await store.db.selectFrom("user").selectAll().execute()).toMatchObject([{ email: EMAIL, role: "operator" }]);
});

test("a cookie that is another portal's, changed, or not signed is nobody's", async () => {
  const { auth, store } = await portal();
  const { cookie } = await signIn(auth);
  const { token } = await store.db.selectFrom("session").select("token").executeTakeFirstOrThrow();
  const forged = createHmac("sha256", "another secret").update(token).digest("base64");
  for (const value of [
    `${cookie.slice(0, -8)}AAAAAA%3D`,
    `__Host-oriel.session_token=${token}`,
    `__Host-oriel.session_token=${token}.${encodeURIComponent(forged)}`,
    cookie.replace("__Host-", ""),
    "",
    "x",
  ])
    expect(await whoHas(auth, value), value).toBeNull();
  const elsewhere = createAuth({ store, secret: `${SECRET}x`, origins: [ORIGIN], basePath: "" });
  expect(await whoHas(elsewhere, cookie)).toBeNull();
});

test.each([
  ["expired", (store: Store) => store.db.updateTable("session").set({ expiresAt: "2020-01-01T00:00:00.000Z" }).execute()],
  ["was revoked", (store: Store, id: string) => revokeSessions(store, id)],
  ["is of a person who is gone", (store: Store, id: string) => removePerson(store, id)],
])("a sign-in that %s is nobody's at once", async (_why, end) => {
  const { auth, store, person } = await portal();
  const { cookie } = await signIn(auth);
  expect(await whoHas(auth, cookie)).not.toBeNull();
  await end(store, person.id);
  expect(await whoHas(auth, cookie)).toBeNull();
});

test("a role counts from the next request on", async () => {
  const { auth, store, person } = await portal();
  const { cookie } = await signIn(auth);
  await setRole(store, person.id, "user");
  expect(await whoHas(auth, cookie)).toMatchObject({ person: { role: "user" } });
});

test("using a sign-in does not prolong it", async () => {
  const { auth, store } = await portal();
  const { cookie } = await signIn(auth);
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  await store.db.updateTable("session").set({ expiresAt }).execute();
  await whoHas(auth, cookie);
  await ask(auth, "/api/auth/get-session", undefined, { cookie });
  expect(await store.db.selectFrom("session").select("expiresAt").execute()).toMatchObject([{ expiresAt }]);
});

test("sign-ins are listed and ended by better-auth's own addresses", async () => {
  const { auth, store } = await portal();
  const [one, two] = [await signIn(auth), await signIn(auth)];
  await store.db.updateTable("session").set({ createdAt: "2020-01-01T00:00:00.000Z" }).execute();
  const list = await ask(auth, "/api/auth/list-sessions", undefined, { cookie: one.cookie });
  expect(await list.json()).toHaveLength(2);
  expect((await ask(auth, "/api/auth/revoke-other-sessions", {}, { cookie: one.cookie })).status).toBe(200);
  expect([await whoHas(auth, one.cookie), await whoHas(auth, two.cookie)]).toEqual([expect.anything(), null]);
  expect((await ask(auth, "/api/auth/sign-out", {}, { cookie: one.cookie })).status).toBe(200);
  expect(await whoHas(auth, one.cookie)).toBeNull();
});

test("a new password ends the others' sign-ins when asked to, and the old one is needed", async () => {
  const { auth } = await portal();
  const [one, two] = [await signIn(auth), await signIn(auth)];
  const body = { newPassword: "a new password", revokeOtherSessions: true };
  const wrong = await ask(auth, "/api/auth/change-password", { ...body, currentPassword: "wrong password" }, { cookie: one.cookie });
  expect(wrong.status).toBe(400);
  const right = await ask(auth, "/api/auth/change-password", { ...body, currentPassword: PASSWORD }, { cookie: one.cookie });
  expect(right.status).toBe(200);
  expect(await whoHas(auth, two.cookie)).toBeNull();
  expect((await ask(auth, "/api/auth/sign-in/email", { email: EMAIL, password: PASSWORD })).status).toBe(401);
});

test.each([
  { origin: "https://evil.example" },
  { origin: "https://vm.example.org.evil.example" },
  { origin: "http://vm.example.org" },
  { origin: "https://vm.example.org:8443" },
  { origin: "null" },
  { origin: "", "sec-fetch-site": "cross-site" },
])("a page that is not the portal signs nobody in or out: %j", async (headers) => {
  const { auth } = await portal();
  const { cookie } = await signIn(auth);
  const signingIn = await ask(auth, "/api/auth/sign-in/email", { email: EMAIL, password: PASSWORD }, { ...headers, cookie });
  expect(signingIn.status).toBe(403);
  expect((await ask(auth, "/api/auth/sign-out", {}, { ...headers, cookie })).status).toBe(403);
  expect(await whoHas(auth, cookie)).not.toBeNull();
});

test("a store that cannot be read is a code, not a sign-in that ended", async () => {
  const { auth, store } = await portal();
  const { cookie } = await signIn(auth);
  await store.db.destroy();
  await expect(whoHas(auth, cookie)).rejects.toMatchObject({ code: "store-unavailable" });
});
