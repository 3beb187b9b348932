import { policy } from "#server/access/policy.ts";
import type { Host } from "#server/contract/host.ts";
import type { Person } from "#server/contract/person.ts";

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
