import type { Config } from "#server/config.ts";
import type { VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { resolveDisplay, runtimeOf } from "#server/hypervisors/display.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { openSerial } from "#server/hypervisors/serial.ts";
import { splitVmId } from "#server/hypervisors/vm-id.ts";
import type { Machines } from "./machines.ts";

/** The machines of the hypervisors that the configuration names. Connections are opened when first needed. */
export function hypervisorMachines(uris: Config["hypervisors"]): Machines {
  const hypervisors = new Map(uris.map((uri) => [uri.key, new Hypervisor(uri)]));
  const find = (vm: VmId) => {
    const { host, uuid } = splitVmId(vm);
    const hypervisor = hypervisors.get(host);
    if (!hypervisor) throw new OrielError("machine-unknown", `there is no hypervisor "${host}"`);
    return { hypervisor, uuid };
  };
  return {
    display: async (vm, protocol) => {
      const { hypervisor, uuid } = find(vm);
      return resolveDisplay(hypervisor, uuid, protocol);
    },
    runtime: async (vm) => {
      const { hypervisor, uuid } = find(vm);
      return runtimeOf(hypervisor, uuid);
    },
    serial: async (vm, options) => {
      const { hypervisor, uuid } = find(vm);
      return openSerial(hypervisor, uuid, options);
    },
    close: async () => {
      for (const hypervisor of hypervisors.values()) hypervisor.close();
    },
  };
}
