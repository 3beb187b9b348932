import type { Caller, CallOptions } from "./caller.ts";
import { type DomainRef, domainAndFlags, readDomain, writeDomain, writeUuid } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";
import { readTypedParam, type TypedValue } from "./typed-param.ts";
import type { XdrReader } from "./xdr.ts";

/** virDomainState, in the order of its values. */
const domainStates = ["nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"] as const;
export type DomainState = (typeof domainStates)[number];

/** The groups of virDomainStatsTypes that are asked for here. All but `state` may wait for a guest that hangs. */
export const statsGroup = { state: 1, cpuTotal: 2, balloon: 4, vcpu: 8 } as const;

/** REMOTE_DOMAIN_LIST_MAX. */
const DOMAINS_MAX = 16_384;
/** REMOTE_CONNECT_GET_ALL_DOMAIN_STATS_MAX, raised to this in libvirt 5.x. */
const STATS_MAX = 262_144;
/** REMOTE_DOMAIN_INTERFACE_MAX and REMOTE_DOMAIN_IP_ADDR_MAX. */
const INTERFACES_MAX = 2_048;

/** virConnectListAllDomainsFlags; filters of one pair add up, no filter lists all. */
const listFlags = { active: 1, inactive: 2, persistent: 4, transient: 8 } as const;
export type ListFilter = keyof typeof listFlags;

/** virDomainXMLFlags. */
const xmlFlags = { secure: 1, inactive: 2 } as const;

/** virDomainInterfaceAddressesSource. */
const addressSource = { lease: 0, agent: 1, arp: 2 } as const;
export type AddressSource = keyof typeof addressSource;

export type DomainInfo = { state: DomainState; maxMemoryKiB: number; memoryKiB: number; vcpus: number; cpuTimeNs: bigint };
export type DomainStats = { domain: DomainRef; values: Record<string, TypedValue> };
export type InterfaceAddresses = {
  name: string;
  /** The hardware address, where known. */
  mac: string | null;
  addresses: { family: "ipv4" | "ipv6"; address: string; prefix: number }[];
};

/** The name of a virDomainState; one this client does not know counts as "nostate". */
export function domainStateName(value: TypedValue | undefined): DomainState {
  return domainStates[Number(value)] ?? "nostate";
}

/** All domains, running or not, or those of a filter. */
export function listDomains(caller: Caller, options: CallOptions & { only?: ListFilter } = {}): Promise<DomainRef[]> {
  const flags = options.only ? listFlags[options.only] : 0;
  const needResults = 1;
  return caller.call(
    procedure.connectListAllDomains,
    (writer) => writer.int(needResults).uint(flags),
    (reader) => reader.array(DOMAINS_MAX, readDomain),
    options,
  );
}

/** @throws {LibvirtError} noDomain */
export function lookupByUuid(caller: Caller, uuid: string, options?: CallOptions): Promise<DomainRef> {
  return caller.call(procedure.domainLookupByUuid, (writer) => writeUuid(writer, uuid), readDomain, options);
}

/** @throws {LibvirtError} noDomain */
export function lookupByName(caller: Caller, name: string, options?: CallOptions): Promise<DomainRef> {
  return caller.call(procedure.domainLookupByName, (writer) => writer.string(name), readDomain, options);
}

/** The domain's XML: of the run under way, or with `inactive` of the next start; with passwords only where `secure`. */
export function domainXml(
  caller: Caller,
  domain: DomainRef,
  options: CallOptions & { secure?: boolean; inactive?: boolean } = {},
): Promise<string> {
  const flags = (options.secure ? xmlFlags.secure : 0) | (options.inactive ? xmlFlags.inactive : 0);
  return caller.call(procedure.domainGetXmlDesc, domainAndFlags(domain, flags), (reader) => reader.string(), options);
}

/** State and the number of its reason (virDomainRunningReason and the like). */
export function domainState(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<{ state: DomainState; reason: number }> {
  const read = (reader: XdrReader) => ({ state: domainStateName(reader.int()), reason: reader.int() });
  return caller.call(procedure.domainGetState, domainAndFlags(domain, 0), read, options);
}

/** Whether it has a definition that outlives its run. */
export function isPersistent(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<boolean> {
  return caller.call(
    procedure.domainIsPersistent,
    (writer) => writeDomain(writer, domain),
    (reader) => reader.bool(),
    options,
  );
}

export function domainInfo(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<DomainInfo> {
  return caller.call(procedure.domainGetInfo, (writer) => writeDomain(writer, domain), readInfo, options);
}

/**
 * Values of all domains in one call, by their documented names ("state.state", "balloon.current" ...).
 * @param groups sum of {@link statsGroup} values
 */
export function domainStats(caller: Caller, groups: number, options?: CallOptions): Promise<DomainStats[]> {
  return caller.call(
    procedure.connectGetAllDomainStats,
    (writer) => writer.array<DomainRef>([], writeDomain).uint(groups).uint(0),
    (reader) => reader.array(DOMAINS_MAX, readStats),
    options,
  );
}

/**
 * Addresses of the guest, as DHCP leases, the guest agent or the host's ARP table tell them.
 * @throws {LibvirtError} operationInvalid where it is off; for "agent" also where the guest runs none
 */
export function interfaceAddresses(
  caller: Caller,
  domain: DomainRef,
  source: AddressSource,
  options?: CallOptions,
): Promise<InterfaceAddresses[]> {
  return caller.call(
    procedure.domainInterfaceAddresses,
    (writer) => {
      writeDomain(writer, domain);
      writer.uint(addressSource[source]).uint(0);
    },
    (reader) => reader.array(INTERFACES_MAX, readInterface),
    options,
  );
}

function readInfo(reader: XdrReader): DomainInfo {
  return {
    state: domainStateName(reader.int()),
    maxMemoryKiB: Number(reader.uhyper()),
    memoryKiB: Number(reader.uhyper()),
    vcpus: reader.int(),
    cpuTimeNs: reader.uhyper(),
  };
}

function readStats(reader: XdrReader): DomainStats {
  const domain = readDomain(reader);
  return { domain, values: Object.fromEntries(reader.array(STATS_MAX, readTypedParam)) };
}

function readInterface(reader: XdrReader): InterfaceAddresses {
  return {
    name: reader.string(),
    mac: reader.optional((text) => text.string()),
    addresses: reader.array(INTERFACES_MAX, (address) => ({
      family: address.int() === 0 ? "ipv4" : "ipv6",
      address: address.string(),
      prefix: address.uint(),
    })),
  };
}
