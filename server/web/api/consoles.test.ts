import { afterEach, beforeEach, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { openConsole } from "#server/access/consoles.ts";
import { redeemTicket } from "#server/access/tickets.ts";
import { type Pass, pass } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
beforeEach(async () => {
  portal = await openTestPortal({ ORIEL_MAX_CONSOLES_PER_PERSON: "2" });
});
afterEach(() => portal.close());

const request = { vm: RUNNING, protocol: "vnc", mode: "control" };
const ask = (cookie: string, body: object) => portal.ask("POST", "/api/consoles", { cookie, body });
const lastRow = async () => (await readAudit(portal.runtime.store, { limit: 1 }))[0];

test("a pass opens the console that was asked for, for this sign-in", async () => {
  const cookie = await portal.signIn("operator");
  const before = Date.now();
  const response = await ask(cookie, { ...request, protocol: "serial", mode: "control", takeOver: true });
  expect(response.status).toBe(201);
  const made: Pass = pass.parse(await response.json());
  expect(made).toMatchObject({ path: "/relay/console", protocol: "serial", mode: "control" });
  expect(Math.abs(Date.parse(made.expiresAt) - before - 30_000)).toBeLessThan(10_000);
  const session = await portal.runtime.session(new Headers({ cookie }));
  const redeemed = await redeemTicket(portal.runtime.store, { ticket: made.ticket, sessionId: session?.sessionId ?? "" });
  expect(redeemed).toMatchObject({ vm: RUNNING, protocol: "serial", mode: "control", takeOver: true, person: session?.person });
});

test("a ticket is never written down: neither in the log nor in the store", async () => {
  const cookie = await portal.signIn("user");
  const { ticket } = (await (await ask(cookie, request)).json()) as Pass;
  const rows = await portal.runtime.store.db.selectFrom("ticket").selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(ticket);
  expect(await lastRow()).toMatchObject({ action: "console.ticket", outcome: "ok", vm: { id: RUNNING, name: "machine-1" } });
  expect(JSON.stringify(await lastRow())).not.toContain(ticket);
});

test.each([
  ["machine-unknown", { ...request, vm: UNKNOWN }, 404],
  ["machine-off", { ...request, vm: OFF }, 409],
  ["no-such-display", { ...request, protocol: "spice" }, 409],
])("%s is told before a ticket is made, and written down", async (code, body, status) => {
  const cookie = await portal.signIn("admin");
  const response = await ask(cookie, body);
  expect([response.status, await codeOf(response)]).toEqual([status, code]);
  expect(await portal.runtime.store.db.selectFrom("ticket").selectAll().execute()).toEqual([]);
  expect(await lastRow()).toMatchObject({ action: "console.ticket", outcome: "refused", code, actor: { email: "admin@example.org" } });
});

test("a machine without a serial line has no serial console", async () => {
  const cookie = await portal.signIn("admin");
  portal.fleet.machines.set(RUNNING, { ...(portal.fleet.vm(RUNNING) as Vm), serials: [] });
  expect(await codeOf(await ask(cookie, { ...request, protocol: "serial" }))).toBe("no-such-display");
});

test("a machine that is off is started for a serial console only, and only where that is asked for", async () => {
  const cookie = await portal.signIn("user");
  const start = { ...request, vm: OFF, protocol: "serial", start: true };
  expect(await codeOf(await ask(cookie, { ...start, start: false }))).toBe("machine-off");
  expect(await codeOf(await ask(cookie, { ...start, protocol: "vnc" }))).toBe("bad-request");
  expect((await ask(cookie, start)).status).toBe(201);
  expect(await lastRow()).toMatchObject({ action: "console.ticket", detail: { protocol: "serial", start: true } });
  expect(portal.fleet.ordered).toEqual([]);
});

test("of several serial lines the one that is asked for is opened, and none that is not there", async () => {
  const cookie = await portal.signIn("user");
  portal.fleet.machines.set(RUNNING, {
    ...(portal.fleet.vm(RUNNING) as Vm),
    serials: [
      { tty: "ttyS0", log: false },
      { tty: "ttyS1", log: false },
    ],
  });
  const { ticket } = (await (await ask(cookie, { ...request, protocol: "serial", device: 1 })).json()) as Pass;
  const session = await portal.runtime.session(new Headers({ cookie }));
  const redeemed = await redeemTicket(portal.runtime.store, { ticket, sessionId: session?.sessionId ?? "" });
  expect(redeemed).toMatchObject({ protocol: "serial", device: 1 });
  expect(await codeOf(await ask(cookie, { ...request, protocol: "serial", device: 2 }))).toBe("no-such-display");
  expect(await codeOf(await ask(cookie, { ...request, device: 1 }))).toBe("bad-request");
});

test("anybody may ask to take a serial console over: whose it is, the relay knows", async () => {
  const cookie = await portal.signIn("user");
  const response = await ask(cookie, { ...request, protocol: "serial", takeOver: true });
  expect(response.status).toBe(201);
  expect(await lastRow()).toMatchObject({ action: "console.ticket", outcome: "ok" });
});

test("one console more than the caps allow is refused", async () => {
  const cookie = await portal.signIn("user");
  const session = await portal.runtime.session(new Headers({ cookie }));
  for (let i = 0; i < 2; i++) {
    expect((await ask(cookie, request)).status).toBe(201);
    await openConsole(
      portal.runtime.store,
      {
        relay: "r",
        sessionId: session?.sessionId ?? "",
        personId: session?.person.id ?? "",
        vm: RUNNING,
        protocol: "vnc",
        mode: "control",
        device: 0,
        address: "192.0.2.1",
      },
      portal.runtime.config.limits,
    );
  }
  const response = await ask(cookie, request);
  expect([response.status, await codeOf(response)]).toEqual([429, "too-many-consoles"]);
});
