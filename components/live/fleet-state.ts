import type { Host } from "#server/contract/host.ts";
import type { LiveEvent } from "#server/contract/live.ts";
import type { Vm } from "#server/contract/vm.ts";

/** All machines and hypervisors as last heard. Treated as immutable: each change makes a new one. */
export type FleetState = { vms: readonly Vm[]; hosts: readonly Host[] };

/** What is known after an event. Machines that did not change stay the same objects, so that their rows need no new paint. */
export function applyEvent(state: FleetState, event: LiveEvent): FleetState {
  if (event.type === "snapshot") return { vms: keepSame(state.vms, event.vms), hosts: event.hosts };
  return {
    vms: merge(state.vms, event.vms, event.gone),
    hosts: event.hosts.length > 0 ? mergeHosts(state.hosts, event.hosts) : state.hosts,
  };
}

function merge(present: readonly Vm[], changed: readonly Vm[], gone: readonly string[]): readonly Vm[] {
  if (changed.length === 0 && gone.length === 0) return present;
  const rest = new Map(changed.map((vm) => [vm.id, vm]));
  const removed = new Set(gone);
  const merged: Vm[] = [];
  for (const vm of present) {
    if (!removed.has(vm.id)) merged.push(rest.get(vm.id) ?? vm);
    rest.delete(vm.id);
  }
  return [...merged, ...rest.values()];
}

function mergeHosts(present: readonly Host[], changed: readonly Host[]): readonly Host[] {
  const rest = new Map(changed.map((host) => [host.key, host]));
  const merged = present.map((host) => {
    const next = rest.get(host.key) ?? host;
    rest.delete(host.key);
    return next;
  });
  return [...merged, ...rest.values()];
}

function keepSame(before: readonly Vm[], now: readonly Vm[]): readonly Vm[] {
  const known = new Map(before.map((vm) => [vm.id, vm]));
  return now.map((vm) => {
    const old = known.get(vm.id);
    return old && JSON.stringify(old) === JSON.stringify(vm) ? old : vm;
  });
}
