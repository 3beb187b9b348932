import { afterAll, beforeAll, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { vm } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
let cookie: string;
beforeAll(async () => {
  portal = await openTestPortal();
  cookie = await portal.signIn("operator");
});
afterAll(() => portal.close());

const get = (path: string, headers: Record<string, string> = {}) => portal.ask("GET", path, { cookie, headers });
const order = (id: string, action: string) => portal.ask("POST", `/api/vms/${id}/power`, { cookie, body: { action } });
const lastRow = async () => (await readAudit(portal.runtime.store, { limit: 1 }))[0];

test("the list and each machine are as the contract has them", async () => {
  const list = (await (await get("/api/vms")).json()) as unknown[];
  expect(list.map((machine) => vm.parse(machine))).toEqual(portal.fleet.vms());
  expect(await (await get(`/api/vms/${OFF}`)).json()).toEqual(portal.fleet.vm(OFF));
});

test("an order is given, and written down with who gave it", async () => {
  expect((await order(RUNNING, "force-off")).status).toBe(204);
  expect(portal.fleet.ordered.at(-1)).toEqual([RUNNING, "force-off"]);
  expect(await lastRow()).toMatchObject({
    action: "vm.power",
    outcome: "ok",
    actor: { email: "operator@example.org" },
    address: "192.0.2.1",
    vm: { id: RUNNING, name: "machine-1" },
    detail: { action: "force-off" },
  });
});

test.each([
  ["libvirt-failed", 409, "refused"],
  ["host-unreachable", 503, "failed"],
] as const)("what the hypervisor said (%s) is told and written down", async (code, status, outcome) => {
  portal.fleet.refusal = new OrielError(code, "Requested operation is not valid: domain is not running");
  const response = await order(RUNNING, "reset");
  portal.fleet.refusal = null;
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: { code: string; details: string } };
  expect(error).toMatchObject({ code, details: "Requested operation is not valid: domain is not running" });
  expect(await lastRow()).toMatchObject({ action: "vm.power", outcome, code });
});

test("role user is not told where a hypervisor is and what libvirt said of it; the audit log says why", async () => {
  portal.fleet.refusal = new OrielError("host-unreachable", "/run/libvirt/libvirt-sock: ECONNREFUSED");
  const user = await portal.signIn("user");
  const response = await portal.ask("POST", `/api/vms/${OFF}/power`, { cookie: user, body: { action: "start" } });
  portal.fleet.refusal = null;
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain("libvirt-sock");
  expect(await lastRow()).toMatchObject({ action: "vm.power", outcome: "failed", code: "host-unreachable" });
});

test("an order for a machine that is not there is refused and written down", async () => {
  expect(await codeOf(await order(UNKNOWN, "start"))).toBe("machine-unknown");
  expect(await lastRow()).toMatchObject({
    action: "vm.power",
    outcome: "refused",
    code: "machine-unknown",
    vm: { id: UNKNOWN, name: null },
  });
});

test("an action that is none is refused before anything is done", async () => {
  const before = portal.fleet.ordered.length;
  expect(await codeOf(await order(RUNNING, "explode"))).toBe("bad-request");
  expect(portal.fleet.ordered).toHaveLength(before);
});

test("a screenshot is WebP of the width that was asked for, with an etag that spares sending it again", async () => {
  const response = await get(`/api/vms/${RUNNING}/screenshot?width=64`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect(response.headers.get("x-oriel-taken-at")).toBe(new Date(0).toISOString());
  const body = Buffer.from(await response.arrayBuffer());
  expect(body.subarray(8, 12).toString()).toBe("WEBP");
  const etag = response.headers.get("etag") ?? "";
  const again = await get(`/api/vms/${RUNNING}/screenshot?width=64`, { "if-none-match": etag });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  expect((await get(`/api/vms/${RUNNING}/screenshot?width=65`, { "if-none-match": etag })).status).toBe(200);
});

test("a machine that is off has no screenshot, and a width must be one", async () => {
  expect(await codeOf(await get(`/api/vms/${OFF}/screenshot`))).toBe("machine-off");
  expect(await codeOf(await get(`/api/vms/${UNKNOWN}/screenshot`))).toBe("machine-unknown");
  for (const width of ["0", "100000", "1.5", "wide", "-320"]) {
    expect(await codeOf(await get(`/api/vms/${RUNNING}/screenshot?width=${width}`))).toBe("bad-request");
  }
});
