import type { Host } from "#server/contract/host.ts";
import type { Vm, VmState } from "#server/contract/vm.ts";
import type { ShownState } from "../ui/state-badge.tsx";

const shown: Record<VmState, ShownState> = {
  nostate: "unknown",
  running: "running",
  blocked: "running",
  paused: "paused",
  shutdown: "stopping",
  shutoff: "off",
  crashed: "crashed",
  pmsuspended: "suspended",
};

/** The state people see: libvirt's, unless its hypervisor does not answer. */
export function shownState(vm: Pick<Vm, "state">, host: Pick<Host, "state"> | undefined): ShownState {
  return host?.state === "down" ? "unreachable" : shown[vm.state];
}

/** Whether there is a screen to take a picture of. */
export function hasScreen(state: ShownState): boolean {
  return state === "running" || state === "paused" || state === "stopping";
}
