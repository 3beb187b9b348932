import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuth } from "#server/access/auth.ts";
import { leasesOf, lockOver } from "#server/access/lease.ts";
import { addPerson } from "#server/access/people.ts";
import { createSignInGuard } from "#server/access/sign-in-guard.ts";
import { type ChangeFleet, Changes } from "#server/changes/changes.ts";
import type { Verify } from "#server/changes/run-change.ts";
import { sealWith } from "#server/changes/seal.ts";
import { displayOptions } from "#server/changes/testing/display-options.ts";
import { FakeMachines } from "#server/changes/testing/fake-machines.ts";
import { WaitingMachines } from "#server/changes/waiting-machines.ts";
import { readConfig } from "#server/config.ts";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { GpuInventory } from "#server/contract/gpu.ts";
import type { Host } from "#server/contract/host.ts";
import type { Role } from "#server/contract/person.ts";
import type { SerialLog } from "#server/contract/serial-log.ts";
import type { PowerAction, Vm } from "#server/contract/vm.ts";
import { errorBody, OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import { DeviceReading } from "#server/hypervisors/device-reading.ts";
import type { DisplayPassword } from "#server/hypervisors/display-password.ts";
import type { NativeView } from "#server/hypervisors/native-displays.ts";
import { createLog } from "#server/log.ts";
import { openStore } from "#server/store/open.ts";
import { answer } from "./api/answer.ts";
import { markedFleet } from "./marked-fleet.ts";
import type { FleetView, Runtime } from "./runtime.ts";

export const ORIGIN = "http://localhost:7480";
export const PASSWORD = "correct horse battery";
export const RUNNING = "local.00000000-0000-4000-8000-000000000001";
export const OFF = "local.00000000-0000-4000-8000-000000000002";
export const UNKNOWN = "local.00000000-0000-4000-8000-00000000ffff";

/** A portal for tests: real store, people and API; the hypervisors are played by {@link FakeFleet}. */
export type TestPortal = {
  runtime: Runtime;
  fleet: FakeFleet;
  /** Adds a person of this role and signs them in; the answer is their Cookie header. */
  signIn(role: Role): Promise<string>;
  /** Asks the API. An object as body goes as JSON. */
  ask(method: string, path: string, options?: { cookie?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  close(): Promise<void>;
};

export async function openTestPortal(env: Record<string, string> = {}): Promise<TestPortal> {
  const stateDir = mkdtempSync(join(tmpdir(), "oriel-web-test-"));
  const config = readConfig({ ORIEL_STATE_DIR: stateDir, ORIEL_LOG_LEVEL: "silent", ...env });
  const store = await openStore(stateDir);
  const closing = new AbortController();
  const fleet = new FakeFleet();
  const log = createLog("tool", "silent");
  const changes = new Changes({
    store,
    fleet,
    verify: (console, report) => fleet.verify(console, report),
    lock: lockOver(leasesOf(store)),
    seal: sealWith("s".repeat(32)),
    log,
    lookMs: 50,
  });
  const waiting = new WaitingMachines({ read: () => changes.waitingMachines(), onChange: (listener) => store.onChange(listener) });
  changes.start();
  const origin = config.origins[0] ?? ORIGIN;
  const auth = createAuth({ store, secret: "s".repeat(32), origins: [origin], basePath: config.basePath });
  const runtime: Runtime = {
    config,
    log,
    store,
    auth,
    signInGuard: createSignInGuard(store),
    fleet: markedFleet(fleet, waiting),
    changes,
    closing: closing.signal,
    session: (headers) => auth.sessionOf(headers),
    answer: (request) => answer(runtime, request),
  };
  const ask: TestPortal["ask"] = (method, path, { cookie, body, headers } = {}) => {
    const given = new Headers({ "x-oriel-address": "192.0.2.1", ...(cookie && { cookie }), ...headers });
    if (body !== undefined && !given.has("content-type")) given.set("content-type", "application/json");
    const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    return runtime.answer(new Request(`${origin}${config.basePath}${path}`, { method, headers: given, ...init }));
  };
  return {
    runtime,
    fleet,
    ask,
    async signIn(role) {
      const email = `${role}@example.org`;
      const known = await store.db.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
      if (!known) await addPerson(store, { email, name: role, role, password: PASSWORD });
      const response = await ask("POST", "/api/auth/sign-in/email", { body: { email, password: PASSWORD } });
      return cookiesOf(response);
    },
    async close() {
      closing.abort();
      waiting.close();
      await changes.close();
      await store.close();
      rmSync(stateDir, { recursive: true });
    },
  };
}

/** The Cookie header that answers an answer's Set-Cookie headers. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

/** The code of an error's answer. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

/** Two machines on one hypervisor: one that runs, one that is off. */
export class FakeFleet implements FleetView, ChangeFleet {
  readonly machines = new Map<string, Vm>([
    [RUNNING, machine(RUNNING, "running")],
    [OFF, machine(OFF, "shutoff")],
  ]);
  readonly ordered: [id: string, action: PowerAction][] = [];
  readonly listeners = new Set<Parameters<FleetView["subscribe"]>[0]>();
  refusal: OrielError | null = null;
  /** What the running machine shows to programs other than the browser. */
  view: NativeView = {
    runtimeId: 1,
    displays: [{ type: "vnc", password: true, powerControl: false, port: 5901, tlsPort: null, reach: { address: null } }],
    serials: [{ name: null }],
    os: null,
  };
  log: SerialLog = { text: "", cut: false, sinceStart: true };
  /** What a display is given as its fresh password. */
  fresh: DisplayPassword = { state: "set", password: "Canary12", validTo: new Date(0) };

  vms(): Vm[] {
    return [...this.machines.values()];
  }

  vm(id: string): Vm | undefined {
    return this.machines.get(id);
  }

  hosts(): Host[] {
    return [host];
  }

  subscribe(listener: Parameters<FleetView["subscribe"]>[0]): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async power(id: string, action: PowerAction): Promise<void> {
    if (this.refusal) throw this.refusal;
    this.ordered.push([id, action]);
    if (action === "start" || action === "force-off") await this.domains.power(id, action);
  }

  async screenshot(): ReturnType<FleetView["screenshot"]> {
    const data = Buffer.alloc(640 * 400 * 3, 0x40);
    return { image: { mime: "raw", width: 640, height: 400, data }, takenAt: new Date(0) };
  }

  async serialLog(): Promise<SerialLog> {
    return this.log;
  }

  async nativeView(): Promise<NativeView> {
    return this.view;
  }

  freshPassword: FleetView["freshPassword"] = (id, type, { lock }) => lock(`${id} ${type}`, async () => this.fresh);

  /** What the machines are to be, and are. */
  readonly domains = new FakeMachines();
  /** Whether a started machine's console comes. */
  consoleComes = true;
  options: DisplayOptions = displayOptions;
  inventory: GpuInventory = { gpus: [], checks: [], commands: [] };

  constructor() {
    this.domains.add(RUNNING, definitionOf(RUNNING), { on: true });
    this.domains.add(OFF, definitionOf(OFF));
  }

  async definition(id: string): Promise<Definition> {
    if (this.refusal) throw this.refusal;
    return this.domains.definition(id);
  }

  define: ChangeFleet["define"] = (id, xml, options) => this.domains.define(id, xml, options);

  updateGraphics: ChangeFleet["updateGraphics"] = (id, element, options) => this.domains.updateGraphics(id, element, options);

  /** Opens a console as {@link consoleComes} says. */
  verify: Verify = async (_console, report) => {
    report("dial", "ok");
    report("first-frame", this.consoleComes ? "ok" : "failed", this.consoleComes ? undefined : new OrielError("display-closed"));
    return this.consoleComes;
  };

  async displayOptions(id: string): Promise<DisplayOptions> {
    await this.definition(id);
    return this.options;
  }

  async gpus(hostKey: string): Promise<GpuInventory> {
    if (hostKey !== host.key) throw new OrielError("host-unknown");
    return this.inventory;
  }

  async makeMdev(hostKey: string, parent: string, type: string): Promise<{ uuid: string }> {
    const gpu = (await this.gpus(hostKey)).gpus.find(({ address }) => address === parent);
    const known = gpu?.mdevTypes.find(({ id }) => id === type);
    if (!gpu || !known || known.available === 0) throw new OrielError("libvirt-failed", "no free instance");
    const uuid = randomUUID();
    known.available--;
    gpu.mdevs.push({ uuid, type, usedBy: null });
    return { uuid };
  }

  /** Tells the listeners what changed. */
  change(changes: Partial<Parameters<Parameters<FleetView["subscribe"]>[0]>[0]>): void {
    for (const listener of this.listeners) listener({ vms: [], gone: [], hosts: [], ...changes });
  }
}

const host: Host = {
  key: "local",
  name: "local",
  uri: "test:///default",
  state: "down",
  error: errorBody(new OrielError("host-unreachable", "connect ENOENT /run/libvirt/libvirt-sock")).error,
  seenAt: null,
  libvirtVersion: null,
  cpus: null,
  memoryMiB: null,
};

function definitionOf(id: string): string {
  return `<domain type='kvm'>
  <name>machine-${id.slice(-1)}</name>
  <uuid>${id.split(".")[1]}</uuid>
  <memory unit='MiB'>512</memory>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <devices>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='Canary01'/>
    <video><model type='vga' vram='16384' heads='1' primary='yes'/></video>
  </devices>
</domain>
`;
}

function machine(id: string, state: Vm["state"]): Vm {
  return {
    id,
    name: `machine-${id.slice(-1)}`,
    title: "",
    host: "local",
    state,
    graphics: [{ type: "vnc", password: false }],
    serials: [{ tty: "ttyS0", log: false }],
    video: ["vga"],
    devices: new DeviceReading().facts(),
    vcpus: 1,
    memoryMiB: 512,
    addresses: [],
    persistent: true,
    pendingChange: false,
  };
}
