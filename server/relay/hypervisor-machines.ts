import type { Config } from "#server/config.ts";
import type { VmId } from "#server/contract/vm.ts";
import { withAuthorities } from "#server/display/address.ts";
import { OrielError } from "#server/errors.ts";
import { resolveDisplay, runtimeOf } from "#server/hypervisors/display.ts";
import { isSpent, type Lock, usablePassword } from "#server/hypervisors/display-password.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { openSerial } from "#server/hypervisors/serial.ts";
import { startAttached } from "#server/hypervisors/start-attached.ts";
import { splitVmId } from "#server/hypervisors/vm-id.ts";
import type { Machines } from "./machines.ts";

export type HypervisorMachinesOptions = {
  uris: Config["hypervisors"];
  /** PEM files with the authority of displays; the first that is there counts. */
  authorities: readonly string[];
  /** Holds across processes: a display has one password. */
  lock: Lock;
};

/** The machines of the hypervisors that the configuration names. Connections are opened when first needed. */
export function hypervisorMachines({ uris, authorities, lock }: HypervisorMachinesOptions): Machines {
  const hypervisors = new Map(uris.map((uri) => [uri.key, new Hypervisor(uri)]));
  /** What is not left before it runs. */
  const starting = new Set<Promise<unknown>>();
  const find = (vm: VmId) => {
    const { host, uuid } = splitVmId(vm);
    const hypervisor = hypervisors.get(host);
    if (!hypervisor) throw new OrielError("machine-unknown", `there is no hypervisor "${host}"`);
    return { hypervisor, uuid };
  };
  return {
    display: async (vm, protocol, refused) => {
      const { hypervisor, uuid } = find(vm);
      const { runtimeId, address, channels, ...known } = await resolveDisplay(hypervisor, uuid, protocol);
      const where = {
        runtimeId,
        address: withAuthorities(address, authorities),
        channels: Object.fromEntries(Object.entries(channels).map(([name, listening]) => [name, withAuthorities(listening, authorities)])),
      };
      if (!refused && !isSpent(known.passwordValidTo)) return { ...where, password: known.password };
      const usable = await usablePassword(hypervisor, uuid, protocol, { lock, ...(refused && { refused: refused.password }) });
      return { ...where, password: usable.state === "open" ? null : usable.password };
    },
    runtime: async (vm) => {
      const { hypervisor, uuid } = find(vm);
      return runtimeOf(hypervisor, uuid);
    },
    serial: async (vm, options) => {
      const { hypervisor, uuid } = find(vm);
      return openSerial(hypervisor, uuid, options);
    },
    startedSerial: async (vm, options) => {
      const { hypervisor, uuid } = find(vm);
      const started = startAttached(hypervisor, uuid, options).finally(() => starting.delete(started));
      starting.add(started);
      return started;
    },
    close: async () => {
      await Promise.allSettled(starting);
      for (const hypervisor of hypervisors.values()) hypervisor.close();
    },
  };
}
