import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { withXmlFile } from "#demo/xml-file.ts";
import { readAudit } from "#server/access/audit.ts";
import { addPerson } from "#server/access/people.ts";
import { readConfig } from "#server/config.ts";
import { type ChangeRecord, changeRecord, type DisplayState, displayState, type RestorePlan } from "#server/contract/display-change.ts";
import type { DisplayPlan } from "#server/contract/display-plan.ts";
import type { DisplaySettings, GraphicsSettings } from "#server/contract/display-settings.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";
import { until } from "#server/hypervisors/testing/recorder.ts";
import { createLog } from "#server/log.ts";
import { scratchDir } from "#server/store/scratch.ts";
import type { ChangeTask } from "../killed-portal.ts";
import { type OpenRuntime, openRuntime } from "../open-runtime.ts";
import { cookiesOf, ORIGIN, PASSWORD } from "../testing.ts";

let daemon: PrivateLibvirtd;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
});
afterAll(() => daemon?.stop());

type Portal = Awaited<ReturnType<typeof openPortal>>;

/** The portal without its pages, on real machines. */
async function openPortal() {
  const env = { ORIEL_STATE_DIR: await scratchDir(), ORIEL_HYPERVISORS: `here=${daemon.uri}`, ORIEL_LOG_LEVEL: "silent" };
  const opened: OpenRuntime = await openRuntime(readConfig(env), createLog("tool", "silent"));
  const { runtime } = opened;
  const { id: personId } = await addPerson(runtime.store, { email: "ada@example.org", name: "Ada", role: "admin", password: PASSWORD });
  let open = true;
  const close = async () => {
    if (open) await opened.close();
    open = false;
  };
  onTestFinished(close);
  let cookie = "";
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { "x-oriel-address": "192.0.2.1", "content-type": "application/json", cookie };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return runtime.answer(new Request(`${ORIGIN}/api/${path}`, init));
  };
  cookie = cookiesOf(await ask("POST", "auth/sign-in/email", { email: "ada@example.org", password: PASSWORD }));
  return { env, runtime, personId, ask, close };
}

/** A machine of one's own: a BIOS with a VNC display and a serial line. */
async function machine(portal: Portal, name: string, { on = false } = {}): Promise<Machine> {
  await withXmlFile(biosGuest(name), (file) => daemon.virsh(["define", file]));
  onTestFinished(async () => {
    await daemon.virsh(["destroy", name]).catch(() => {});
    await daemon.virsh(["undefine", name]);
  });
  if (on) await daemon.virsh(["start", name]);
  const id = `here.${(await daemon.virsh(["domuuid", name])).trim()}`;
  await until("it is listed", () => portal.runtime.fleet.vm(id)?.state === (on ? "running" : "shutoff"));
  return { portal, name, id };
}

type Machine = { portal: Portal; name: string; id: string };

const liveXml = ({ name }: Machine) => daemon.virsh(["dumpxml", "--security-info", name]);
const definition = ({ name }: Machine) => daemon.virsh(["dumpxml", "--security-info", "--inactive", name]);
const runOf = async (machine: Machine) => readDomainXml(await liveXml(machine)).id;
const kindsOf = (xml: string) => readDomainXml(xml).graphics.map(({ type }) => type);

async function answered<T>(response: Response | Promise<Response>): Promise<T> {
  const body = await (await response).json();
  expect((await response).status, JSON.stringify(body)).toBeLessThan(300);
  return body as T;
}

const stateOf = async ({ portal, id }: Machine): Promise<DisplayState> =>
  displayState.parse(await answered(portal.ask("GET", `vms/${id}/display`)));

/** Plans a change of a machine's first display, or of all its settings, and gives what makes it. */
async function planned(machine: Machine, change: (settings: DisplaySettings) => DisplaySettings) {
  const { base, settings } = await stateOf(machine);
  const request = { base, settings: change(settings) };
  const plan = await answered<DisplayPlan>(machine.portal.ask("POST", `vms/${machine.id}/display/plan`, request));
  expect(plan.problems).toEqual([]);
  return { plan, request: { ...request, next: plan.next } };
}

const first = (change: (display: GraphicsSettings) => GraphicsSettings) => (settings: DisplaySettings) => ({
  ...settings,
  graphics: settings.graphics.map((display, index) => (index === 0 ? change(display) : display)),
});

const toSpice = first(({ key, listen, port, password, keymap }) => ({
  ...{ type: "spice", key, listen, port, password, keymap, tlsPort: null, defaultMode: null, channels: {}, image: null, jpeg: null },
  ...{ zlib: null, playback: null, streaming: null, clipboard: null, fileTransfer: null, mouse: null, gl: false },
}));

async function begin(machine: Machine, change: Parameters<typeof planned>[1], { restart = false } = {}): Promise<string> {
  const { request } = await planned(machine, change);
  const { id } = await answered<ChangeRecord>(machine.portal.ask("POST", `vms/${machine.id}/display/changes`, { ...request, restart }));
  return id;
}

const recordOf = async ({ portal, id }: Machine, change: string): Promise<ChangeRecord> =>
  changeRecord.parse(await answered(portal.ask("GET", `vms/${id}/display/changes/${change}`)));

const settled = (machine: Machine, change: string) =>
  until(
    "the change has settled",
    async () => {
      const record = await recordOf(machine, change);
      return !["applying", "restarting", "verifying", "undoing"].includes(record.state) ? record : null;
    },
    120_000,
  );

const stepsOf = ({ steps }: ChangeRecord) => steps.map(({ step, state, protocol }) => `${protocol ? `${protocol} ` : ""}${step} ${state}`);
const BEGUN = ["check ok", "define ok", "re-read ok"];
const SEEN = ["dial ok", "authenticate ok", "protected ok", "first-frame ok"];
const seenOver = (protocol: string) => SEEN.map((step) => `${protocol} ${step}`);

/** A port that another program has. */
async function heldPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

test("VNC becomes SPICE and VNC again, on a machine that runs: seen to open, and protected", async () => {
  const portal = await openPortal();
  const here = await machine(portal, "switched", { on: true });
  const original = await definition(here);
  const run = await runOf(here);
  const done = await settled(here, await begin(here, toSpice, { restart: true }));
  expect([done.state, ...stepsOf(done)]).toEqual(["done", ...BEGUN, "power-off ok", "start ok", ...seenOver("spice")]);
  expect(kindsOf(await liveXml(here))).toEqual(["spice"]);
  expect(await runOf(here)).not.toBe(run);
  expect(await stateOf(here)).toMatchObject({ pending: [], history: [{ id: done.id, by: "Ada" }] });

  const { diff } = await answered<{ diff: RestorePlan["diff"] }>(portal.ask("GET", `vms/${here.id}/display/changes/${done.id}/diff`));
  expect(
    diff
      .filter(({ op }) => op === "-")
      .map(({ text }) => text)
      .join(),
  ).toContain("type='vnc'");
  expect(JSON.stringify(diff)).not.toContain("s3cret");
  const path = `vms/${here.id}/display/changes/${done.id}/restore`;
  const { base, next } = await answered<RestorePlan>(portal.ask("GET", path));
  const { id } = await answered<ChangeRecord>(portal.ask("POST", path, { base, next, restart: true }));
  const restored = await settled(here, id);
  expect([restored.state, ...stepsOf(restored)]).toEqual(["done", ...BEGUN, "power-off ok", "start ok", ...seenOver("vnc")]);
  expect(await definition(here)).toBe(original);
});

test("a password is changed at once: the new one opens the display, the old one does not", async () => {
  const portal = await openPortal();
  const here = await machine(portal, "repassworded", { on: true });
  const [run, value] = [await runOf(here), "n3wOne"];
  const done = await settled(
    here,
    await begin(
      here,
      first((display) => ({ ...display, password: { kind: "new", value, validTo: null } })),
    ),
  );
  expect([done.state, ...stepsOf(done)]).toEqual(["done", ...BEGUN, "live ok", ...seenOver("vnc")]);
  expect(await runOf(here)).toBe(run);
  const port = readDomainXml(await liveXml(here)).graphics[0]?.port ?? 0;
  const address = { kind: "tcp", host: "127.0.0.1", port } as const;
  (await openRfb(address, value)).stream.destroy();
  await expect(openRfb(address, "s3cret")).rejects.toMatchObject({ code: "display-refused" });
  const { passwords } = await answered<{ passwords: unknown }>(portal.ask("POST", `vms/${here.id}/display/reveal`));
  expect(passwords).toEqual([{ key: 0, password: value }]);
  const rows = await readAudit(portal.runtime.store);
  expect(rows.slice(0, 2).map(({ action }) => action)).toEqual(["display.reveal", "display.change"]);
  expect(JSON.stringify(rows)).not.toContain(value);
});

describe("a machine that does not start", () => {
  test("is started with its old definition, and libvirt's words are kept", async () => {
    const portal = await openPortal();
    const here = await machine(portal, "undone", { on: true });
    const original = await definition(here);
    const port = await heldPort();
    const undone = await settled(
      here,
      await begin(
        here,
        first((display) => ({ ...display, port })),
        { restart: true },
      ),
    );
    expect([undone.state, ...stepsOf(undone)]).toEqual(["undone", ...BEGUN, "power-off ok", "start failed", "undo ok", "start-again ok"]);
    const { error } = undone.steps.find(({ step }) => step === "start") ?? {};
    expect(error).toMatchObject({ code: "libvirt-failed", details: expect.stringMatching(/Address already in use/) });
    expect(await definition(here)).toBe(original);
    expect(await runOf(here)).not.toBeNull();
    await until("it runs", () => portal.runtime.fleet.vm(here.id)?.state === "running");
  });

  test("also where it was off, and somebody starts it from the list", async () => {
    const portal = await openPortal();
    const here = await machine(portal, "undone-later");
    const original = await definition(here);
    const port = await heldPort();
    const id = await begin(
      here,
      first((display) => ({ ...display, port })),
    );
    expect((await settled(here, id)).state).toBe("done");
    const start = await portal.ask("POST", `vms/${here.id}/power`, { action: "start" });
    expect(start.status).toBe(409);
    const undone = await until("it is undone", async () => {
      const record = await recordOf(here, id);
      return record.state === "undone" ? record : null;
    });
    expect(stepsOf(undone)).toEqual([...BEGUN, "start failed", "undo ok", "start-again ok"]);
    expect(await definition(here)).toBe(original);
    expect(await runOf(here)).not.toBeNull();
  });
});

test("a change waits until somebody powers the machine off and on, wherever; lists and events say so", async () => {
  const portal = await openPortal();
  const here = await machine(portal, "waiting", { on: true });
  const told: boolean[] = [];
  portal.runtime.fleet.subscribe(({ vms }) => told.push(...vms.map(({ pendingChange }) => pendingChange)));
  const listed = async () => (await answered<{ pendingChange: boolean }>(portal.ask("GET", `vms/${here.id}`))).pendingChange;
  const id = await begin(here, toSpice);
  expect((await settled(here, id)).state).toBe("waiting");
  await until("lists say so", listed);
  expect((await stateOf(here)).pending).not.toEqual([]);
  await daemon.virsh(["reset", here.name]);
  expect((await recordOf(here, id)).state).toBe("waiting");
  for (const action of ["destroy", "start"]) await daemon.virsh([action, here.name]);
  const done = await until("it is seen", async () => {
    const record = await recordOf(here, id);
    return record.state === "done" ? record : null;
  });
  expect(stepsOf(done)).toEqual([...BEGUN, ...seenOver("spice")]);
  await until("lists no longer say so", async () => !(await listed()));
  expect([told.includes(true), told.at(-1)]).toEqual([true, false]);
});

test("what somebody else has changed meanwhile is noticed, with virsh or in the portal", async () => {
  const portal = await openPortal();
  const here = await machine(portal, "contended");
  const { request } = await planned(here, toSpice);
  await withXmlFile((await definition(here)).replace("cirrus", "vga"), (file) => daemon.virsh(["define", file]));
  for (const path of ["plan", "changes"]) {
    const refused = await portal.ask("POST", `vms/${here.id}/display/${path}`, request);
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: "definition-changed" } }]);
  }
  expect(kindsOf(await definition(here))).toEqual(["vnc"]);
  expect((await stateOf(here)).history).toEqual([]);
});

test.each(["define", "power-off", "start"])(
  "a portal that is killed at %s goes on where it was, and powers off once",
  { timeout: 120_000 },
  async (at) => {
    const portal = await openPortal();
    const here = await machine(portal, `killed-at-${at}`, { on: true });
    const run = (await runOf(here)) ?? 0;
    const { request } = await planned(here, toSpice);
    const child = fork(new URL("../killed-portal.ts", import.meta.url));
    onTestFinished(() => void child.kill("SIGKILL"));
    const task: ChangeTask = { env: portal.env, vm: here.id, personId: portal.personId, request: { ...request, restart: true } };
    const begun = once(child, "message");
    child.send(task);
    const [id] = (await begun) as [string];
    await until(at, async () => (await recordOf(here, id)).steps.some(({ step }) => step === at));
    child.kill("SIGKILL");
    const done = await settled(here, id);
    expect([done.state, ...stepsOf(done)]).toEqual(["done", ...BEGUN, "power-off ok", "start ok", ...seenOver("spice")]);
    expect(kindsOf(await liveXml(here))).toEqual(["spice"]);
    expect(await runOf(here)).toBe(run + 1);
  },
);
