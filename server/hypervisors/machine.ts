import { graphics, type Vm, type VmState } from "#server/contract/vm.ts";
import type { Caller } from "#server/libvirt/caller.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainState, domainXml, isPersistent, lookupByUuid } from "#server/libvirt/domains.ts";
import { errorCode, LibvirtError } from "#server/libvirt/error.ts";
import { type Claims, claimsOf, NO_CLAIMS } from "./claims.ts";
import { DeviceReading } from "./device-reading.ts";
import type { DomainFacts } from "./domain-facts.ts";
import { readDomainXml } from "./domain-xml.ts";
import { serialLines } from "./serial-lines.ts";
import { joinVmId } from "./vm-id.ts";

/** A machine as its hypervisor tells it: without what the portal itself keeps of it. */
export type FleetVm = Omit<Vm, "pendingChange">;

/** What of a domain's XML is kept: no secrets. */
export type MachineFacts = Pick<Vm, "title" | "graphics" | "serials" | "video" | "devices" | "vcpus" | "memoryMiB"> & {
  agent: boolean;
  claims: Claims;
};

/** A domain as it was last seen. */
export type Machine = { domain: DomainRef; state: VmState; persistent: boolean; facts: MachineFacts };

const NOTHING: MachineFacts = {
  title: "",
  graphics: [],
  serials: [],
  video: [],
  devices: new DeviceReading().facts(),
  vcpus: 0,
  memoryMiB: 0,
  agent: false,
  claims: NO_CLAIMS,
};

/**
 * Asks libvirt for one domain; none of it waits for the guest.
 * @returns null where it is gone
 */
export async function readMachine(caller: Caller, uuid: string): Promise<Machine | null> {
  try {
    const domain = await lookupByUuid(caller, uuid);
    const [{ state }, persistent, facts] = await Promise.all([
      domainState(caller, domain),
      isPersistent(caller, domain),
      readFacts(caller, domain),
    ]);
    return { domain, state, persistent, facts };
  } catch (error) {
    if (error instanceof LibvirtError && error.code === errorCode.noDomain) return null;
    throw error;
  }
}

/** The XML's facts. XML that cannot be had or read leaves the machine listed with nothing known of it. */
export async function readFacts(caller: Caller, domain: DomainRef): Promise<MachineFacts> {
  // Only with its secrets does the XML tell whether a display has a password.
  const xml = await domainXml(caller, domain, { secure: true }).catch((error) => {
    if (error instanceof LibvirtError && error.code !== errorCode.noDomain) return null;
    throw error;
  });
  if (xml === null) return NOTHING;
  try {
    return machineFacts(readDomainXml(xml));
  } catch {
    return NOTHING;
  }
}

function machineFacts(facts: DomainFacts): MachineFacts {
  return {
    title: facts.title,
    graphics: facts.graphics.flatMap(({ type, password }) => {
      const known = graphics.shape.type.safeParse(type);
      return known.success ? [{ type: known.data, password: password !== null }] : [];
    }),
    serials: serialLines(facts),
    video: facts.video.map(({ model }) => model).filter((model) => model !== "none"),
    devices: facts.devices,
    vcpus: facts.vcpus,
    memoryMiB: facts.memoryMiB,
    agent: facts.agent,
    claims: claimsOf(facts),
  };
}

/** The machine as people see it. */
export function vmOf(host: string, { domain, state, persistent, facts }: Machine, addresses: string[]): FleetVm {
  const { agent: _, claims: __, ...shown } = facts;
  return { id: joinVmId(host, domain.uuid), name: domain.name, host, state, persistent, addresses, ...shown };
}
