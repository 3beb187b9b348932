import type { Vm } from "#server/contract/vm.ts";
import { type ConsoleModel, firstModel } from "./console-machine.ts";
import { askEarly } from "./early-pass.ts";
import { factsOf } from "./machine-facts.ts";
import { loadConnect } from "./registry.ts";
import { browserStorage, Remembered } from "./remembered.ts";

/** Starts loading the client of a machine's console, so that it is there when the console opens. A failure is left to the console to report. */
export function preloadConsole(vm: Vm): void {
  const { protocol } = expected(vm, true);
  if (protocol) loadConnect(protocol).catch(() => undefined);
}

/** Asks for the pass of a machine's console whose page is on its way; of none where it would have to wait. */
export function askForConsole(vm: Vm, mayControl: boolean): void {
  const { phase, protocol, mode, takeOver } = expected(vm, mayControl);
  if (phase === "opening" && protocol) askEarly({ vm: vm.id, protocol, mode, takeOver });
}

/** What the console's page will begin with. */
function expected(vm: Vm, mayControl: boolean): ConsoleModel {
  const preferred = new Remembered(browserStorage()).protocolOf(vm.id);
  return firstModel(factsOf(vm, undefined), preferred, mayControl ? "control" : "view");
}
