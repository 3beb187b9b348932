import { holderOf } from "#server/access/holder.ts";
import { leasesOf, lockOver } from "#server/access/lease.ts";
import { linkOf } from "#server/access/links.ts";
import { mayTakeOver, policy } from "#server/access/policy.ts";
import { isLoopback } from "#server/config.ts";
import type { HandOff, HandOffDisplay, NativeProtocol, NotHandedOff } from "#server/contract/hand-off.ts";
import type { Person } from "#server/contract/person.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { type ErrorCode, isOrielError, OrielError } from "#server/errors.ts";
import type { NativeDisplay, NativeView } from "#server/hypervisors/native-displays.ts";
import { splitVmId } from "#server/hypervisors/vm-id.ts";
import type { Runtime } from "../runtime.ts";
import { readAuthority } from "./authority.ts";
import { commandsFor } from "./commands.ts";
import { guestOf } from "./guest.ts";
import { portalName } from "./portal-name.ts";
import { shellQuote } from "./shell-quote.ts";
import { vvFile, vvName } from "./vv-file.ts";

/** How long the password in a file opens the display: time to save it, find it and open it. */
const CONNECT_SECONDS = 120;

/** The hypervisor cannot be asked. */
const silent: readonly ErrorCode[] = ["host-unreachable", "host-refused"];

/** Who asks for the ways into which machine, and how their request came. */
export type Asked = { runtime: Runtime; person: Person; vm: Vm; headers: Headers };

/** The ways into a machine past the browser, as far as this person may go them. */
export async function offer(asked: Asked): Promise<HandOff> {
  const { runtime, vm } = asked;
  const link = await linkOf(runtime.store, vm.id);
  const view = isOn(vm.state) ? await viewOf(asked, link !== null) : null;
  const displays = view ? await Promise.all(view.displays.map((display) => offered(asked, display))) : isOn(vm.state) ? [] : whileOff(vm);
  return { displays, commands: await commands(asked, view), guest: guestOf(vm, view?.os ?? null, hypervisorName(asked)), link };
}

/**
 * What the hypervisor says of a machine that runs. A link to another product needs none: with one, null stands for no answer.
 * @throws {OrielError} as Fleet.nativeView does
 */
async function viewOf({ runtime, vm }: Asked, hasLink: boolean): Promise<NativeView | null> {
  try {
    return await runtime.fleet.nativeView(vm.id);
  } catch (error) {
    if (hasLink && isOrielError(error) && silent.includes(error.code)) return null;
    throw error;
  }
}

/** A connection file, and the name to save it under. */
export type VvFile = { name: string; content: string };

/**
 * A file that opens a machine's display in a viewer, with a fresh password that ends by itself where the display takes one.
 * @throws {OrielError} machine-off; no-such-display; display-inside; not-allowed; console-held; machine-changed; others as Fleet.freshPassword does
 */
export async function makeFile(asked: Asked, protocol: NativeProtocol): Promise<VvFile> {
  const { runtime, vm, headers } = asked;
  const before = await mustOffer(asked, protocol);
  const lock = lockOver(leasesOf(runtime.store));
  const given = await runtime.fleet.freshPassword(vm.id, protocol, { lock, validMs: CONNECT_SECONDS * 1000 });
  // The password is that of a run; where it listens is read again, so that it is no other run's.
  const { runtimeId, display, address } = await mustOffer(asked, protocol);
  if (runtimeId !== before.runtimeId) throw new OrielError("machine-changed");
  const content = vvFile({
    protocol,
    host: (address ?? portalName(runtime.config, headers)).replace(/^\[|\]$/g, ""),
    port: display.port,
    tlsPort: display.tlsPort,
    authority: await readAuthority(runtime.config.displayAuthorities),
    password: given.state === "open" ? null : given.password,
    title: vm.title || vm.name,
  });
  return { name: vvName(vm.name, protocol), content };
}

async function mustOffer(asked: Asked, protocol: NativeProtocol) {
  const { runtimeId, displays } = await asked.runtime.fleet.nativeView(asked.vm.id);
  const display = displays.find(({ type }) => type === protocol);
  if (!display) throw new OrielError("no-such-display");
  const why = await whyNot(asked, display);
  if (why !== null) throw refusalFor(why);
  return { runtimeId, display, address: "address" in display.reach ? display.reach.address : null };
}

function refusalFor(why: NotHandedOff): OrielError {
  if (why === "machine-off") return new OrielError("machine-off");
  if (why === "held") return new OrielError("console-held");
  if (why === "power-control") return new OrielError("not-allowed", "The viewer could switch the machine off.");
  return new OrielError("display-inside");
}

async function offered(asked: Asked, display: NativeDisplay): Promise<HandOffDisplay> {
  const { type: protocol, password } = display;
  const why = await whyNot(asked, display);
  const name = vvName(asked.vm.name, protocol);
  const file = { name, command: `remote-viewer ${shellQuote(name)}`, seconds: CONNECT_SECONDS };
  return { protocol, open: !password, file: why === null ? file : null, why };
}

function whileOff(vm: Vm): HandOffDisplay[] {
  return vm.graphics.flatMap(({ type, password }) =>
    type === "vnc" || type === "spice" ? [{ protocol: type, open: !password, file: null, why: "machine-off" as const }] : [],
  );
}

/** A viewer speaks with the display itself: what the relay would keep from the person, the file must not give. */
async function whyNot({ runtime, person, vm }: Asked, { type, powerControl, reach }: NativeDisplay): Promise<NotHandedOff | null> {
  if ("why" in reach) return reach.why;
  if (powerControl && !policy(person, "vm.power", { vm: vm.id })) return "power-control";
  // SPICE takes one viewer: the next throws the present one out.
  if (type === "spice" && !(await mayEndHolder(runtime, person, vm, "spice"))) return "held";
  return null;
}

async function mayEndHolder({ store }: Runtime, person: Person, vm: Vm, protocol: "spice" | "serial"): Promise<boolean> {
  const holder = await holderOf(store, { vm: vm.id, protocol });
  return !holder || mayTakeOver(person, { vm: vm.id, personId: holder.personId });
}

async function commands(asked: Asked, view: NativeView | null): Promise<HandOff["commands"]> {
  const { runtime, vm } = asked;
  const host = runtime.fleet.hosts().find(({ key }) => key === vm.host);
  const hostName = hypervisorName(asked);
  if (!host || hostName === null) return [];
  const held = (await holderOf(runtime.store, { vm: vm.id, protocol: "serial" })) !== null;
  return commandsFor({
    uri: host.uri,
    host: hostName,
    domain: { name: vm.name, uuid: splitVmId(vm.id).uuid },
    on: view !== null,
    screen: vm.graphics.some(({ type }) => type === "vnc" || type === "spice"),
    serials: (view?.serials ?? []).map(({ name }) => name),
    force: held && (await mayEndHolder(runtime, asked.person, vm, "serial")),
  });
}

/** {@link outsideName}, for those who may know it; null for others. */
function hypervisorName({ runtime, person, vm, headers }: Asked): string | null {
  const host = runtime.fleet.hosts().find(({ key }) => key === vm.host);
  if (!host || !policy(person, "host.details", { host: vm.host })) return null;
  return outsideName(portalName(runtime.config, headers), host.name);
}

/**
 * What the hypervisor is called on the network. All that can be reached so far are on the portal's own machine, so it has the name by which
 * browsers reach the portal; where that is "this machine", the hypervisor's own hostname.
 */
function outsideName(portal: string, hostname: string): string {
  return isLoopback(portal.replace(/^\[|\]$/g, "")) ? hostname : portal;
}
