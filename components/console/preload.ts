import type { Protocol } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import { type ConsoleModel, firstModel } from "./console-machine.ts";
import { askEarly } from "./early-pass.ts";
import { factsOf } from "./machine-facts.ts";
import { begin, prepare } from "./registry.ts";

/** Gets the client of a machine's console ready, so that it is there when the console opens. A failure is left to the console to report. */
export function preloadConsole(vm: Vm, choice: Protocol | null): void {
  const { protocol } = expected(vm, choice, true);
  if (protocol) prepare(protocol).catch(() => undefined);
}

/** Asks for the pass of a machine's console whose page is on its way, and begins with it; with none where it would have to wait. */
export function askForConsole(vm: Vm, choice: Protocol | null, mayControl: boolean): void {
  const { phase, protocol, mode, takeOver } = expected(vm, choice, mayControl);
  if (phase !== "opening" || !protocol) return;
  askEarly({ vm: vm.id, protocol, mode, takeOver })
    .then(begin)
    .catch(() => undefined);
}

/** What the console's page will begin with. */
function expected(vm: Vm, choice: Protocol | null, mayControl: boolean): ConsoleModel {
  return firstModel(factsOf(vm, undefined), choice, mayControl ? "control" : "view");
}
