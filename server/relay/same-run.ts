import type { VmId } from "#server/contract/vm.ts";
import { isOn } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Machines } from "./machines.ts";

/**
 * The machine must still be in the run whose address was dialled: else another's display may have answered, on a port that
 * was free in between (CVE-2013-0335).
 * @throws {OrielError} machine-off, machine-changed
 */
export async function checkSameRun(machines: Machines, vm: VmId, runtimeId: number): Promise<void> {
  const now = await machines.runtime(vm);
  if (!isOn(now.state)) throw new OrielError("machine-off");
  if (now.runtimeId !== runtimeId) throw new OrielError("machine-changed");
}
