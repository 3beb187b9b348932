import type { Protocol } from "#server/contract/console.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { protocolFor } from "../console/console-machine.ts";
import { openable } from "../console/machine-facts.ts";

/** The consoles that a machine has now beside the one that simply opening it leads to. */
export function otherWaysIn(vm: Vm, choice: Protocol | null): Protocol[] {
  if (!isOn(vm.state)) return [];
  const protocols = openable(vm);
  const first = protocolFor({ protocols }, choice);
  return protocols.filter((protocol) => protocol !== first);
}
