import { type Caller, type CallOptions, nothing } from "./caller.ts";
import { type DomainRef, domainAndFlags, readDomain, writeDomain } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";

/** virDomainCreateFlags: VIR_DOMAIN_START_PAUSED. */
const START_PAUSED = 1;

/** Starts a defined domain; its answer carries the new runtime id. `paused`: its processors stand still until it is resumed. */
export function createDomain(
  caller: Caller,
  domain: DomainRef,
  { paused = false, ...options }: CallOptions & { paused?: boolean } = {},
): Promise<DomainRef> {
  return caller.call(procedure.domainCreateWithFlags, domainAndFlags(domain, paused ? START_PAUSED : 0), readDomain, options);
}

/** Ends it at once, as if the power was cut. */
export function destroyDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainDestroyFlags, domainAndFlags(domain, 0), nothing, options);
}

/** Asks the guest to shut down; it may take its time, or not listen. */
export function shutdownDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainShutdownFlags, domainAndFlags(domain, 0), nothing, options);
}

/** Asks the guest to reboot. */
export function rebootDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainReboot, domainAndFlags(domain, 0), nothing, options);
}

/** Presses the reset button. */
export function resetDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainReset, domainAndFlags(domain, 0), nothing, options);
}

/** Stops its processors; the state becomes "paused". */
export function suspendDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainSuspend, (writer) => writeDomain(writer, domain), nothing, options);
}

/** Lets a paused domain run on. */
export function resumeDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainResume, (writer) => writeDomain(writer, domain), nothing, options);
}

/** Wakes a guest that put itself to sleep ("pmsuspended"). */
export function wakeDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainPmWakeup, domainAndFlags(domain, 0), nothing, options);
}

/** Makes a domain of this XML persistent, or changes its next start. */
export function defineDomain(caller: Caller, xml: string, options?: CallOptions): Promise<DomainRef> {
  return caller.call(procedure.domainDefineXmlFlags, (writer) => writer.string(xml).uint(0), readDomain, options);
}

/** Forgets a domain's definition; one that runs becomes transient. */
export function undefineDomain(caller: Caller, domain: DomainRef, options?: CallOptions): Promise<void> {
  return caller.call(procedure.domainUndefineFlags, domainAndFlags(domain, 0), nothing, options);
}

/** Starts a transient domain of this XML. */
export function createDomainXml(caller: Caller, xml: string, options?: CallOptions): Promise<DomainRef> {
  return caller.call(procedure.domainCreateXml, (writer) => writer.string(xml).uint(0), readDomain, options);
}
