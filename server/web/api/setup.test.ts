import { afterEach, beforeEach, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { makeSetupToken } from "#server/access/setup.ts";
import { codeOf, openTestPortal, PASSWORD, type TestPortal } from "../testing.ts";

let portal: TestPortal;
beforeEach(async () => {
  portal = await openTestPortal();
});
afterEach(() => portal.close());

const ada = { email: "ada@example.org", name: "Ada", password: PASSWORD };
const setUp = (body: object) => portal.ask("POST", "/api/setup", { body });

test("the link makes the first administrator, once", async () => {
  const token = await makeSetupToken(portal.runtime.store);
  const response = await setUp({ ...ada, token });
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ id: expect.any(String), email: ada.email, name: "Ada", role: "admin" });
  expect((await readAudit(portal.runtime.store))[0]).toMatchObject({ action: "setup", outcome: "ok", actor: { email: ada.email } });
  const again = await setUp({ ...ada, email: "eve@example.org", token });
  expect([again.status, await codeOf(again)]).toEqual([410, "setup-done"]);
  const signIn = await portal.ask("POST", "/api/auth/sign-in/email", { body: { email: ada.email, password: PASSWORD } });
  expect(signIn.status).toBe(200);
});

test("a wrong token makes nobody and leaves no row in the log", async () => {
  await makeSetupToken(portal.runtime.store);
  expect(await codeOf(await setUp({ ...ada, token: "guess" }))).toBe("setup-done");
  expect(await codeOf(await setUp({ ...ada, token: "" }))).toBe("setup-done");
  expect(await readAudit(portal.runtime.store)).toEqual([]);
  expect(await portal.runtime.store.db.selectFrom("user").selectAll().execute()).toEqual([]);
});

test("a weak password is named, and the link still works", async () => {
  const token = await makeSetupToken(portal.runtime.store);
  const response = await setUp({ ...ada, password: "short", token });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("body.password");
  expect((await setUp({ ...ada, token })).status).toBe(201);
});
