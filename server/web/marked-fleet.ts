import type { WaitingMachines } from "#server/changes/waiting-machines.ts";
import type { Vm } from "#server/contract/vm.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import type { FleetVm } from "#server/hypervisors/machine.ts";
import type { FleetCalls, FleetView } from "./runtime.ts";

/** The hypervisors' machines with what the portal itself knows of them: whether a change waits for power-off and on. */
export function markedFleet(fleet: FleetCalls & Pick<Fleet, "vms" | "vm" | "subscribe">, waiting: WaitingMachines): FleetView {
  const marked = (vm: FleetVm): Vm => ({ ...vm, pendingChange: waiting.has(vm.id) });
  return {
    vms: () => fleet.vms().map(marked),
    vm(id) {
      const found = fleet.vm(id);
      return found && marked(found);
    },
    subscribe(listener) {
      const stops = [
        fleet.subscribe(({ vms, ...changes }) => listener({ ...changes, vms: vms.map(marked) })),
        waiting.subscribe((ids) => {
          const vms = ids.flatMap((id) => fleet.vm(id) ?? []).map(marked);
          if (vms.length > 0) listener({ vms, gone: [], hosts: [] });
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    hosts: () => fleet.hosts(),
    power: (id, action) => fleet.power(id, action),
    screenshot: (id, options) => fleet.screenshot(id, options),
    nativeView: (id) => fleet.nativeView(id),
    serialLog: (id, device) => fleet.serialLog(id, device),
    freshPassword: (id, type, options) => fleet.freshPassword(id, type, options),
    gpus: (host) => fleet.gpus(host),
    makeMdev: (host, parent, type) => fleet.makeMdev(host, parent, type),
  };
}
