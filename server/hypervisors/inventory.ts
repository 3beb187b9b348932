import { isDeepStrictEqual } from "node:util";
import type { Host } from "#server/contract/host.ts";
import { isOn } from "#server/contract/vm.ts";
import { errorBody, type OrielError } from "#server/errors.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { hostname, libVersion, nodeInfo } from "#server/libvirt/host.ts";
import { type EventListeners, Link } from "#server/libvirt/link.ts";
import { Addresses } from "./addresses.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { type FleetVm, type Machine, vmOf } from "./machine.ts";
import { Machines } from "./machines.ts";
import { hostRefusal } from "./refusal.ts";

/** A dead link is noticed within three of these. */
const KEEPALIVE = { intervalMs: 1_500, count: 2 };
const BACKOFF = { minMs: 250, maxMs: 2_000 };
/** Milliseconds until a hypervisor that could not be listed is tried again. */
const AGAIN_MS = 2_000;

type Description = Pick<Host, "name" | "libvirtVersion" | "cpus" | "memoryMiB">;

/** Who hears of changes. `null`: the machine is gone. `restarted`: another run of it began, or its run ended. */
export type InventoryListener = {
  machine(uuid: string, vm: FleetVm | null): void;
  host(): void;
  restarted(uuid: string): void;
};

/**
 * One hypervisor and its machines, live: listed once when the link comes up, then kept right by libvirt's events. While the link is down
 * the machines stay as they were last seen, and the host says what is wrong.
 */
export class Inventory {
  readonly #hypervisor: Hypervisor;
  readonly #listener: InventoryListener;
  readonly #link: Link;
  readonly #machines = new Machines((uuid, before, now) => this.#changed(uuid, before, now));
  readonly #addresses: Addresses;
  readonly #known = new Map<string, string[]>();
  readonly #vms = new Map<string, FleetVm>();
  #state: Host["state"] = "connecting";
  #failure: OrielError | null = null;
  #description: Description;
  #seenAt: Date | null = null;

  constructor(hypervisor: Hypervisor, listener: InventoryListener) {
    this.#hypervisor = hypervisor;
    this.#listener = listener;
    this.#description = { name: hypervisor.key, libvirtVersion: null, cpus: null, memoryMiB: null };
    this.#addresses = new Addresses(hypervisor, (uuid, addresses) => this.#found(uuid, addresses));
    this.#link = new Link({
      dialer: hypervisor.dialer,
      name: hypervisor.uri.name,
      keepalive: KEEPALIVE,
      backoff: BACKOFF,
      events: this.#events(),
      up: (connection) => void this.#isUp(connection),
      down: (error) => this.#isDown(error),
    });
    this.#link.start();
  }

  /** Every machine as last seen. */
  get vms(): ReadonlyMap<string, FleetVm> {
    return this.#vms;
  }

  /** What is kept of every machine. */
  get machines(): Machine[] {
    return this.#machines.all;
  }

  /** The hypervisor itself. */
  get host(): Host {
    const { key, uri } = this.#hypervisor.uri;
    const seenAt = this.#state === "up" ? new Date() : this.#seenAt;
    const error = this.#failure && errorBody(this.#failure).error;
    return { key, uri, ...this.#description, state: this.#state, error, seenAt: seenAt?.toISOString() ?? null };
  }

  /** What is wrong while the hypervisor is down. */
  get failure(): OrielError | null {
    return this.#failure;
  }

  close(): void {
    this.#addresses.close();
    this.#link.close();
  }

  #events(): EventListeners {
    const touch = ({ domain }: { domain: DomainRef }) => this.#machines.touch(domain.uuid);
    return {
      lifecycle: touch,
      reboot: touch,
      "control-error": touch,
      "balloon-change": touch,
      "device-added": touch,
      "device-removed": touch,
      "agent-lifecycle": touch,
      "metadata-change": touch,
    };
  }

  async #isUp(connection: Connection): Promise<void> {
    try {
      [this.#description] = await Promise.all([describeHost(connection, this.#hypervisor.key), this.#machines.list(connection)]);
      if (this.#link.current === connection) this.#become("up", null);
    } catch (error) {
      if (this.#link.current !== connection) return;
      this.#isDown(error);
      setTimeout(() => connection.close(), AGAIN_MS).unref();
    }
  }

  #isDown(error: unknown): void {
    this.#become("down", hostRefusal(error));
  }

  #become(state: "up" | "down", failure: OrielError | null): void {
    if (this.#state === "up") this.#seenAt = new Date();
    if (state === this.#state && failure?.message === this.#failure?.message) return;
    this.#state = state;
    this.#failure = failure;
    this.#listener.host();
  }

  #changed(uuid: string, before: Machine | null, now: Machine | null): void {
    const on = now !== null && isOn(now.state);
    const sameRun = before?.domain.id === now?.domain.id;
    if (!sameRun) this.#listener.restarted(uuid);
    if (!on || !sameRun) this.#known.delete(uuid);
    if (!on) this.#addresses.forget(uuid);
    else if (!sameRun || before?.facts.agent !== now.facts.agent)
      this.#addresses.ask(now.domain, { agent: now.facts.agent, started: this.#state === "up" && !sameRun });
    this.#publish(uuid);
  }

  #found(uuid: string, addresses: string[]): void {
    this.#known.set(uuid, addresses);
    this.#publish(uuid);
  }

  #publish(uuid: string): void {
    const machine = this.#machines.get(uuid);
    const vm = machine ? vmOf(this.#hypervisor.key, machine, this.#known.get(uuid) ?? []) : null;
    if (isDeepStrictEqual(vm, this.#vms.get(uuid) ?? null)) return;
    if (vm) this.#vms.set(uuid, vm);
    else this.#vms.delete(uuid);
    this.#listener.machine(uuid, vm);
  }
}

/** What a driver cannot tell stays unknown. */
async function describeHost(connection: Connection, key: string): Promise<Description> {
  const [name, libvirtVersion, node] = await Promise.all([
    hostname(connection).catch(() => key),
    libVersion(connection).catch(() => null),
    nodeInfo(connection).catch(() => null),
  ]);
  return { name, libvirtVersion, cpus: node?.cpus ?? null, memoryMiB: node ? Math.floor(node.memoryKiB / 1024) : null };
}
