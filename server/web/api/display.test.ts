import { afterEach, beforeEach, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { type ChangeRecord, changeRecord, displayState } from "#server/contract/display-change.ts";
import { type DisplayPlan, displayPlan } from "#server/contract/display-plan.ts";
import { vm } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { until } from "#server/hypervisors/testing/recorder.ts";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

const CANARY = "Canary01";

let portal: TestPortal;
let cookie: string;
beforeEach(async () => {
  portal = await openTestPortal();
  cookie = await portal.signIn("admin");
});
afterEach(() => portal.close());

const ask = (method: string, path: string, body?: unknown) =>
  portal.ask(method, `/api/vms/${path}`, { cookie, ...(body !== undefined && { body }) });
const auditRows = async () => (await readAudit(portal.runtime.store)).filter(({ action }) => action.startsWith("display."));

async function answered<T>(response: Promise<Response>): Promise<T> {
  const { status } = await response;
  const body = (await (await response).json()) as T;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
}

/** A change of the first display's port, and what makes it. */
async function planned(id: string, port = 5950) {
  const { base, settings } = displayState.parse(await answered(ask("GET", `${id}/display`)));
  const change = { base, settings: { ...settings, graphics: settings.graphics.map((display) => ({ ...display, port })) } };
  const plan = displayPlan.parse(await answered<DisplayPlan>(ask("POST", `${id}/display/plan`, change)));
  return { plan, request: { ...change, next: plan.next } };
}

const reaches = (id: string, change: string, state: ChangeRecord["state"]) =>
  until(state, async () => {
    const record = changeRecord.parse(await answered(ask("GET", `${id}/display/changes/${change}`)));
    return record.state === state ? record : null;
  });

async function changed(id: string, options: { restart?: boolean; port?: number } = {}): Promise<string> {
  const { request } = await planned(id, options.port);
  const response = ask("POST", `${id}/display/changes`, { ...request, restart: options.restart ?? false });
  const { id: change } = changeRecord.parse(await answered(response));
  return change;
}

test("a change is planned, made, waited for, powered off and on for, and written down, and no password is told", async () => {
  const { plan } = await planned(RUNNING);
  const change = await changed(RUNNING);
  await reaches(RUNNING, change, "waiting");
  const { id } = await answered<ChangeRecord>(ask("POST", `${RUNNING}/display/restart`));
  expect(id).toBe(change);
  const done = await reaches(RUNNING, change, "done");
  expect(done).toMatchObject({ by: "admin", kind: "change", changes: plan.changes, restorable: true });
  const diff = await answered(ask("GET", `${RUNNING}/display/changes/${change}/diff`));
  const restore = await answered(ask("GET", `${RUNNING}/display/changes/${change}/restore`));
  const state = displayState.parse(await answered(ask("GET", `${RUNNING}/display`)));
  expect(state.history.map((record) => record.id)).toEqual([change]);
  const rows = await auditRows();
  expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
    ["display.restart", "ok"],
    ["display.change", "ok"],
  ]);
  expect(rows[1]).toMatchObject({ vm: { id: RUNNING, name: "machine-1" }, detail: { restart: false, next: plan.next } });
  expect(JSON.stringify([plan, done, diff, restore, state, rows])).not.toContain(CANARY);
});

test("passwords are told to who asks for them, and that is written down", async () => {
  const answer = await ask("POST", `${OFF}/display/reveal`);
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  expect(await answer.json()).toEqual({ passwords: [{ key: 0, password: CANARY }] });
  const operator = await portal.signIn("operator");
  expect((await portal.ask("POST", `/api/vms/${OFF}/display/reveal`, { cookie: operator })).status).toBe(403);
  const rows = await auditRows();
  expect(rows.map(({ outcome, actor }) => [outcome, actor?.email])).toEqual([
    ["refused", "operator@example.org"],
    ["ok", "admin@example.org"],
  ]);
  expect(JSON.stringify(rows)).not.toContain(CANARY);
});

test("who comes second is told so, and what cannot be says why", async () => {
  const [first, second] = [await planned(RUNNING, 5950), await planned(RUNNING, 5951)];
  const { id } = await answered<ChangeRecord>(ask("POST", `${RUNNING}/display/changes`, first.request));
  await reaches(RUNNING, id, "waiting");
  const refused = await ask("POST", `${RUNNING}/display/changes`, second.request);
  expect([refused.status, await codeOf(refused)]).toEqual([409, "definition-changed"]);
  const taken = await planned(RUNNING, 5999);
  expect(taken.plan.problems).toMatchObject([{ code: "port-taken" }]);
  const wrong = await ask("POST", `${RUNNING}/display/changes`, taken.request);
  const { error } = (await wrong.json()) as { error: { code: string; details: string } };
  expect([wrong.status, error.code, error.details]).toEqual([422, "change-refused", "graphics.0.port: port-taken"]);
  const rows = await auditRows();
  expect(rows.map(({ outcome, code }) => [outcome, code])).toEqual([
    ["refused", "change-refused"],
    ["refused", "definition-changed"],
    ["ok", null],
  ]);
});

test("a machine that a change keeps from starting is started without it, for whoever presses Start", async () => {
  portal.fleet.domains.refuseStart = (xml) =>
    xml.includes("5950") ? new OrielError("libvirt-failed", "Failed to reserve port 5950") : null;
  const change = await changed(OFF);
  await reaches(OFF, change, "done");
  const operator = await portal.signIn("operator");
  const start = await portal.ask("POST", `/api/vms/${OFF}/power`, { cookie: operator, body: { action: "start" } });
  expect([start.status, await codeOf(start)]).toEqual([409, "libvirt-failed"]);
  const { steps } = await reaches(OFF, change, "undone");
  expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
    ...["check ok", "define ok", "re-read ok", "start failed", "undo ok", "start-again ok"],
  ]);
  expect((await portal.fleet.definition(OFF)).live).not.toContain("5950");
});

test("where no console comes the machine runs on, and going back is a change like any other", async () => {
  portal.fleet.consoleComes = false;
  const change = await changed(RUNNING, { restart: true });
  const { steps } = await reaches(RUNNING, change, "unproven");
  expect(steps.at(-1)).toMatchObject({ step: "first-frame", state: "failed", error: { code: "display-closed" } });
  expect((await portal.fleet.definition(RUNNING)).run).not.toBeNull();
  portal.fleet.consoleComes = true;
  const path = `${RUNNING}/display/changes/${change}/restore`;
  const { base, next } = await answered<{ base: string; next: string }>(ask("GET", path));
  const { id } = await answered<ChangeRecord>(ask("POST", path, { base, next, restart: true }));
  await reaches(RUNNING, id, "done");
  expect((await portal.fleet.definition(RUNNING)).xml).toContain("port='-1'");
  expect((await auditRows())[0]).toMatchObject({ action: "display.restore", detail: { change, restart: true } });
});

test("that a change waits is told in lists and events, and that it waits no more", async () => {
  const told: [string, boolean][] = [];
  portal.runtime.fleet.subscribe(({ vms }) => told.push(...vms.map(({ id, pendingChange }): [string, boolean] => [id, pendingChange])));
  const listed = async () => vm.parse(await answered(portal.ask("GET", `/api/vms/${RUNNING}`, { cookie }))).pendingChange;
  const change = await changed(RUNNING);
  await until("it is listed", listed);
  expect(portal.runtime.fleet.vms().map(({ id, pendingChange }) => [id, pendingChange])).toEqual([
    [RUNNING, true],
    [OFF, false],
  ]);
  for (const action of ["force-off", "start"] as const) await portal.fleet.power(RUNNING, action);
  await reaches(RUNNING, change, "done");
  await until("it is listed no more", async () => !(await listed()));
  expect(told).toEqual([
    [RUNNING, true],
    [RUNNING, false],
  ]);
});

test("what is not there is not found", async () => {
  const change = await changed(OFF);
  await reaches(OFF, change, "done");
  expect(await codeOf(await ask("GET", `${UNKNOWN}/display`))).toBe("machine-unknown");
  expect(await codeOf(await ask("GET", `${RUNNING}/display/changes/${change}`))).toBe("change-unknown");
  const gpus = await portal.ask("GET", "/api/hosts/nowhere/gpus", { cookie });
  expect([gpus.status, await codeOf(gpus)]).toEqual([404, "host-unknown"]);
});

test("a host's virtual GPU is made, and that is written down", async () => {
  const type = { id: "nvidia-63", name: "GRID P4-1Q", available: 1, deviceApi: "vfio-pci" };
  const address = "0000:01:00.0";
  const card = { address, vendor: "NVIDIA", product: "P4", class: "0x030200", driver: "nvidia" };
  const free = { iommuGroup: 1, companions: [], audio: null, hostConsole: false, usedBy: [], mdevTypes: [type], mdevs: [] };
  portal.fleet.inventory = { gpus: [{ ...card, ...free }], checks: [], commands: [] };
  const make = () => portal.ask("POST", "/api/hosts/local/gpus/mdevs", { cookie, body: { parent: address, type: type.id } });
  const made = await make();
  expect([made.status, await made.json()]).toEqual([201, { uuid: expect.any(String) }]);
  expect((await make()).status).toBe(409);
  const rows = (await readAudit(portal.runtime.store)).filter(({ action }) => action === "gpu.make");
  expect(rows.map(({ outcome, detail }) => [outcome, detail])).toEqual([
    ["refused", { host: "local", parent: address, type: type.id }],
    ["ok", { host: "local", parent: address, type: type.id }],
  ]);
});
