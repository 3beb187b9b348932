import type { Duplex } from "node:stream";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { GpuInventory } from "#server/contract/gpu.ts";
import type { Host } from "#server/contract/host.ts";
import type { SerialLog } from "#server/contract/serial-log.ts";
import { isOn, type PowerAction, type VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { HypervisorUri } from "#server/libvirt/uri.ts";
import type { Logger } from "#server/log.ts";
import { type Definition, Definitions, readDefinition } from "./definition.ts";
import { readDisplayOptions } from "./display-options/read-options.ts";
import { type DisplayPassword, freshPassword, type Lock } from "./display-password.ts";
import { makeMdev } from "./gpus/make-mdev.ts";
import { readGpus } from "./gpus/read-gpus.ts";
import { Hypervisor } from "./hypervisor.ts";
import { Inventory } from "./inventory.ts";
import type { FleetVm } from "./machine.ts";
import { type NativeView, nativeView } from "./native-displays.ts";
import { Power } from "./power.ts";
import { type Screenshot, Screenshots } from "./screenshots.ts";
import { openSerial } from "./serial.ts";
import { readSerialLog } from "./serial-log.ts";
import { joinVmId, splitVmId } from "./vm-id.ts";

/** What changed since the last time: machines and hosts as they are now, and ids that are gone. */
export type FleetChanges = { vms: FleetVm[]; gone: VmId[]; hosts: Host[] };

/** Milliseconds in which changes gather before they are told. */
const GATHER_MS = 50;

type Member = { hypervisor: Hypervisor; inventory: Inventory; power: Power; screenshots: Screenshots; definitions: Definitions };

/** All machines of all hypervisors, live. A hypervisor that is down holds up none of the others. */
export class Fleet {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #listeners = new Set<(changes: FleetChanges) => void>();
  readonly #log: Logger | undefined;
  readonly #changedVms = new Map<VmId, FleetVm | null>();
  readonly #changedHosts = new Set<string>();
  #telling: NodeJS.Timeout | undefined;

  /** Begins to connect to every hypervisor at once and waits for none. */
  constructor(uris: readonly HypervisorUri[], { log }: { log?: Logger } = {}) {
    this.#log = log;
    this.#members = new Map(uris.map((uri) => [uri.key, this.#member(uri)]));
  }

  /** Every machine; of a hypervisor that is down, as last seen. */
  vms(): FleetVm[] {
    return [...this.#members.values()].flatMap(({ inventory }) => [...inventory.vms.values()]);
  }

  vm(id: VmId): FleetVm | undefined {
    const { host, uuid } = splitVmId(id);
    return this.#members.get(host)?.inventory.vms.get(uuid);
  }

  /** Every hypervisor, in the order of the configuration. */
  hosts(): Host[] {
    return [...this.#members.values()].map(({ inventory }) => inventory.host);
  }

  /**
   * Tells of changes, those of 50 ms together.
   * @returns ends it
   */
  subscribe(listener: (changes: FleetChanges) => void): () => void {
    // Each subscription is its own, also where one function subscribes twice.
    const own = (changes: FleetChanges) => listener(changes);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** @throws {OrielError} as {@link Power.change} does */
  async power(id: VmId, action: PowerAction): Promise<void> {
    const { member, uuid } = this.#find(id);
    await member.power.change(uuid, action);
  }

  /** @throws {OrielError} no-such-display where the running machine has no screen; others as {@link Screenshots.take} does */
  async screenshot(id: VmId, options: { maxAgeMs: number }): Promise<Screenshot> {
    const { member, uuid } = this.#find(id);
    const machine = member.inventory.vms.get(uuid);
    if (machine && isOn(machine.state) && machine.video.length === 0) throw new OrielError("no-such-display", "The machine has no screen.");
    return member.screenshots.take(uuid, options);
  }

  /** @throws {OrielError} as {@link nativeView} does */
  async nativeView(id: VmId): Promise<NativeView> {
    const { member, uuid } = this.#find(id);
    return nativeView(member.hypervisor, uuid);
  }

  /** @throws {OrielError} as {@link readSerialLog} does */
  async serialLog(id: VmId, device: number): Promise<SerialLog> {
    const { member, uuid } = this.#find(id);
    return readSerialLog(member.hypervisor, uuid, device);
  }

  /** @throws {OrielError} as {@link freshPassword} does */
  async freshPassword(id: VmId, type: "vnc" | "spice", options: { lock: Lock; validMs: number }): Promise<DisplayPassword> {
    const { member, uuid } = this.#find(id);
    return freshPassword(member.hypervisor, uuid, type, options);
  }

  /** The first serial line, which is taken from nobody. @throws {OrielError} as {@link openSerial} does */
  async openSerial(id: VmId): Promise<Duplex> {
    const { member, uuid } = this.#find(id);
    return openSerial(member.hypervisor, uuid, { device: 0, takeOver: false });
  }

  /** @throws {OrielError} as {@link readDefinition} does */
  async definition(id: VmId): Promise<Definition> {
    const { member, uuid } = this.#find(id);
    return readDefinition(member.hypervisor, uuid);
  }

  /** @throws {OrielError} as {@link Definitions.define} does */
  async define(id: VmId, xml: string, options: { expected: string }): Promise<void> {
    const { member, uuid } = this.#find(id);
    await member.definitions.define(uuid, xml, options);
  }

  /** @throws {OrielError} as {@link Definitions.updateGraphics} does */
  async updateGraphics(id: VmId, element: string, options: { lock: Lock }): Promise<void> {
    const { member, uuid } = this.#find(id);
    await member.definitions.updateGraphics(uuid, element, options);
  }

  /** @throws {OrielError} as {@link readDisplayOptions} does */
  async displayOptions(id: VmId): Promise<DisplayOptions> {
    const { member, uuid } = this.#find(id);
    return readDisplayOptions(member.hypervisor, uuid, member.inventory.machines);
  }

  /** @throws {OrielError} host-unknown; others as {@link readGpus} does */
  async gpus(hostKey: string): Promise<GpuInventory> {
    const { hypervisor, inventory } = this.#usable(this.#members.get(hostKey), "host-unknown");
    return readGpus(hypervisor, inventory.machines);
  }

  /** @throws {OrielError} host-unknown; others as {@link makeMdev} does */
  async makeMdev(hostKey: string, parent: string, type: string): Promise<{ uuid: string }> {
    const { hypervisor } = this.#usable(this.#members.get(hostKey), "host-unknown");
    return makeMdev(hypervisor, parent, type);
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    clearTimeout(this.#telling);
    this.#listeners.clear();
    for (const { inventory, hypervisor } of this.#members.values()) {
      inventory.close();
      hypervisor.close();
    }
  }

  #member(uri: HypervisorUri): Member {
    const hypervisor = new Hypervisor(uri);
    const screenshots = new Screenshots(hypervisor);
    const inventory = new Inventory(hypervisor, {
      machine: (uuid, vm) => this.#gather(() => this.#changedVms.set(joinVmId(uri.key, uuid), vm)),
      host: () => this.#gather(() => this.#changedHosts.add(uri.key)),
      restarted: (uuid) => screenshots.forget(uuid),
    });
    return { hypervisor, inventory, power: new Power(hypervisor), screenshots, definitions: new Definitions(hypervisor) };
  }

  #find(id: VmId): { member: Member; uuid: string } {
    const { host, uuid } = splitVmId(id);
    return { member: this.#usable(this.#members.get(host), "machine-unknown"), uuid };
  }

  #usable(member: Member | undefined, unknown: "machine-unknown" | "host-unknown"): Member {
    if (!member) throw new OrielError(unknown);
    // Nobody waits for a hypervisor that is known to be down; its link notices within two seconds when it is back.
    const { failure } = member.inventory;
    if (failure) throw new OrielError(failure.code, failure.details, { cause: failure });
    return member;
  }

  #gather(note: () => void): void {
    note();
    this.#telling ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  #tell(): void {
    this.#telling = undefined;
    const now = [...this.#changedVms];
    const hosts = [...this.#changedHosts].flatMap((key) => this.#members.get(key)?.inventory.host ?? []);
    const changes: FleetChanges = {
      vms: now.flatMap(([, vm]) => vm ?? []),
      gone: now.filter(([, vm]) => vm === null).map(([id]) => id),
      hosts,
    };
    this.#changedVms.clear();
    this.#changedHosts.clear();
    for (const { key, state, error } of hosts) this.#log?.info({ host: key, state, details: error?.details }, `hypervisor ${state}`);
    for (const listener of this.#listeners) this.#callListener(listener, changes);
  }

  #callListener(listener: (changes: FleetChanges) => void, changes: FleetChanges): void {
    try {
      listener(changes);
    } catch (error) {
      this.#log?.error({ err: error }, "a listener to the machines' changes failed");
    }
  }
}
