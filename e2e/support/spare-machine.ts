import { randomBytes, randomUUID } from "node:crypto";
import { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { createDomain, defineDomain, destroyDomain, resumeDomain, suspendDomain, undefineDomain } from "#server/libvirt/lifecycle.ts";
import { unixDialer } from "#server/libvirt/transports/unix.ts";
import { TEST_HOST } from "./stage.ts";

/** A machine of libvirt's test driver; off and with neither display nor serial line where nothing is said. */
export type SpareSpec = {
  name?: string;
  uuid?: string;
  title?: string;
  /** Where its VNC display is said to listen, on the loopback. */
  vncPort?: number | undefined;
  /** Where its SPICE display is said to listen, on the loopback. */
  spicePort?: number;
  serial?: boolean;
  vcpus?: number;
  memoryMiB?: number;
};

/**
 * A machine without a guest, of libvirt's test driver: it has states and events like a real one, and a display wherever its XML says.
 * Starting or ending it takes a millisecond.
 */
export class SpareMachine {
  readonly name: string;
  readonly uuid: string;
  readonly #connection: Connection;
  #spec: SpareSpec;
  #domain: DomainRef | null = null;

  private constructor(connection: Connection, spec: SpareSpec) {
    this.#connection = connection;
    this.name = spec.name ?? `spare-${randomBytes(3).toString("hex")}`;
    this.uuid = spec.uuid ?? randomUUID();
    this.#spec = spec;
  }

  static async define(connection: Connection, spec: SpareSpec = {}): Promise<SpareMachine> {
    const machine = new SpareMachine(connection, spec);
    await machine.redefine({});
    return machine;
  }

  /** Its id in the portal. */
  get vm(): string {
    return `${TEST_HOST}.${this.uuid}`;
  }

  /** Changes what it is; counts from its next start. */
  async redefine(changes: Partial<SpareSpec>): Promise<void> {
    this.#spec = { ...this.#spec, ...changes };
    this.#domain = await defineDomain(this.#connection, spareXml({ ...this.#spec, name: this.name, uuid: this.uuid }));
  }

  async start(): Promise<void> {
    await createDomain(this.#connection, this.#ref);
  }

  async destroy(): Promise<void> {
    await destroyDomain(this.#connection, this.#ref);
  }

  async pause(): Promise<void> {
    await suspendDomain(this.#connection, this.#ref);
  }

  async resume(): Promise<void> {
    await resumeDomain(this.#connection, this.#ref);
  }

  async undefine(): Promise<void> {
    await undefineDomain(this.#connection, this.#ref);
  }

  /** Ends it and removes it, whatever is left of it. */
  async remove(): Promise<void> {
    await this.destroy().catch(() => {});
    await this.undefine().catch(() => {});
  }

  get #ref(): DomainRef {
    if (!this.#domain) throw new Error(`${this.name} is not defined.`);
    return this.#domain;
  }
}

/** A connection to the test driver of a daemon. The driver forgets its machines with its last connection. */
export function openTestDriver(socket: string): Promise<Connection> {
  return Connection.open({ dialer: unixDialer([socket]), name: "test:///default" });
}

/** The XML of such a machine. */
export function spareXml({ name, uuid, title, vncPort, spicePort, serial = false, vcpus = 1, memoryMiB = 64 }: SpareSpec): string {
  return `<domain type='test'><name>${name}</name>${uuid ? `<uuid>${uuid}</uuid>` : ""}${title ? `<title>${title}</title>` : ""}
  <memory unit='MiB'>${memoryMiB}</memory><vcpu>${vcpus}</vcpu><os><type>hvm</type></os><devices>
    ${serial ? "<serial type='pty'><target port='0'/></serial>" : ""}
    ${display("vnc", vncPort)}${display("spice", spicePort)}
  </devices></domain>`;
}

function display(type: "vnc" | "spice", port: number | undefined): string {
  if (port === undefined) return "";
  return `<graphics type='${type}' port='${port}' autoport='no'><listen type='address' address='127.0.0.1'/></graphics>`;
}
