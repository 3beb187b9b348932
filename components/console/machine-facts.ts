import type { Protocol } from "#server/contract/console.ts";
import type { Host } from "#server/contract/host.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import type { MachineFacts } from "./console-machine.ts";
import { protocols } from "./registry.ts";

function has(vm: Pick<Vm, "graphics" | "serials">, protocol: Protocol): boolean {
  return protocol === "serial" ? vm.serials.length > 0 : vm.graphics.some(({ type }) => type === protocol);
}

/** The protocols that a machine has and the browser can open, best first. */
export function openable(vm: Pick<Vm, "graphics" | "serials">): Protocol[] {
  return protocols.filter((protocol) => has(vm, protocol));
}

/**
 * What a console needs to know of its machine.
 * @param vm undefined where no list has it any more
 * @param host undefined where the person may not see hypervisors
 */
export function factsOf(vm: Vm | undefined, host: Pick<Host, "state"> | undefined): MachineFacts {
  return {
    on: vm !== undefined && isOn(vm.state),
    gone: vm === undefined,
    hostUp: host?.state !== "down",
    protocols: vm ? openable(vm) : [],
  };
}
