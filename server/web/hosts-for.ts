import { policy } from "#server/access/policy.ts";
import type { Host } from "#server/contract/host.ts";
import type { Person } from "#server/contract/person.ts";
import { isOrielError, OrielError } from "#server/errors.ts";

/** What this person may see of hypervisors: nothing; that they are there and how they are; or also where, and what libvirt said. */
export function hostsFor(person: Person, hosts: Host[]): Host[] {
  if (!policy(person, "host.list")) return [];
  return policy(person, "host.details") ? hosts : hosts.map(withoutDetails);
}

function withoutDetails(host: Host): Host {
  if (!host.error) return { ...host, uri: "" };
  const { code, message, action } = host.error;
  return { ...host, uri: "", error: { code, message, action } };
}

/** An error as this person may see it: why a hypervisor cannot be reached or used names its sockets and what libvirt said. */
export function errorFor(person: Person, error: unknown): unknown {
  const ofHost = isOrielError(error) && (error.code === "host-unreachable" || error.code === "host-refused");
  return ofHost && !policy(person, "host.details") ? new OrielError(error.code, undefined, { cause: error }) : error;
}
