import type { Host } from "#server/contract/host.ts";

/** What to call each hypervisor, by its key: its own hostname, and the key behind it where several have the same. */
export function hostLabels(hosts: readonly Host[]): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const { name } of hosts) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map(hosts.map(({ key, name }) => [key, times.get(name) === 1 ? name : `${name} (${key})`]));
}
