import { isOn } from "#server/contract/vm.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainXml } from "#server/libvirt/domains.ts";
import { LibvirtError } from "#server/libvirt/error.ts";
import { type Claims, claimsOf, NO_CLAIMS } from "./claims.ts";
import { readDomainXml } from "./domain-xml.ts";
import type { Machine } from "./machine.ts";

/** What one machine claims: while it runs also what its next start will. */
export type MachineClaims = {
  uuid: string;
  name: string;
  /** What its definition claims, or the run under way of a transient machine. */
  next: Claims;
  /** What it holds at this moment. */
  now: Claims;
};

/**
 * What all machines of a hypervisor claim. What a machine runs with is kept; what it is defined as is only asked for here.
 * @throws what a call throws
 */
export async function claimsOfAll(connection: Connection, machines: readonly Machine[], options: CallOptions): Promise<MachineClaims[]> {
  const all: MachineClaims[] = [];
  for (const { domain, state, persistent, facts } of machines) {
    const runs = isOn(state);
    const next = runs && persistent ? await definedClaims(connection, domain, options) : facts.claims;
    all.push({ uuid: domain.uuid, name: domain.name, next, now: runs ? facts.claims : NO_CLAIMS });
  }
  return all;
}

/** Those of a definition that libvirt does not give, of a machine that has just gone for one, are none. */
async function definedClaims(connection: Connection, domain: DomainRef, options: CallOptions): Promise<Claims> {
  try {
    return claimsOf(readDomainXml(await domainXml(connection, domain, { ...options, inactive: true })));
  } catch (error) {
    if (error instanceof LibvirtError) return NO_CLAIMS;
    throw error;
  }
}
