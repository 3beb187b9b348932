import { afterEach, beforeEach, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import { codeOf, openTestPortal, RUNNING, type TestPortal } from "../testing.ts";

let portal: TestPortal;
let cookie: string;
beforeEach(async () => {
  portal = await openTestPortal();
  cookie = await portal.signIn("admin");
});
afterEach(() => portal.close());

const read = async () => (await portal.ask("GET", "/api/settings", { cookie })).json();
const set = (body: unknown) => portal.ask("PUT", "/api/settings", { cookie, body });
const lastRow = async () => (await readAudit(portal.runtime.store, { limit: 1 }))[0];

test("everything is allowed until an administrator forbids it, which is on record", async () => {
  expect(await read()).toEqual({ exchange: everythingAllowed });
  const exchange = { ...everythingAllowed, clipboardFromMachine: false };
  expect((await set({ exchange })).status).toBe(204);
  expect(await read()).toEqual({ exchange });
  expect(await lastRow()).toMatchObject({
    action: "settings.change",
    outcome: "ok",
    actor: { email: "admin@example.org" },
    detail: { exchange },
  });
});

test("what is no setting changes nothing", async () => {
  for (const body of [{}, { exchange: { ...everythingAllowed, filesToMachine: "no" } }, { exchange: { filesToMachine: false } }])
    expect(await codeOf(await set(body))).toBe("bad-request");
  expect(await read()).toEqual({ exchange: everythingAllowed });
});

test("nobody else may, and the attempt is on record", async () => {
  cookie = await portal.signIn("operator");
  expect(await codeOf(await set({ exchange: { ...everythingAllowed, filesToMachine: false } }))).toBe("not-allowed");
  expect(await lastRow()).toMatchObject({ action: "settings.change", outcome: "refused", code: "not-allowed" });
});

test("a pass says what is forbidden", async () => {
  const exchange = { ...everythingAllowed, clipboardToMachine: false };
  await set({ exchange });
  cookie = await portal.signIn("user");
  const pass = await portal.ask("POST", "/api/consoles", { cookie, body: { vm: RUNNING, protocol: "vnc", mode: "control" } });
  expect(await pass.json()).toMatchObject({ exchange });
});
