import { isDeepStrictEqual } from "node:util";
import type { DisplayPlan, displayChange } from "#server/contract/display-plan.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { z } from "#server/contract/zod.ts";
import { OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import { assignmentAdvice, assignmentProblems } from "#server/hypervisors/gpus/assignment.ts";
import { splitVmId } from "#server/hypervisors/vm-id.ts";
import { fingerprint } from "./plan/fingerprint.ts";
import { planChange } from "./plan/plan.ts";
import { readSettings } from "./plan/read-settings.ts";

/** Plans changes of machines as they are at this moment. */
export class Planner {
  readonly #fleet: Pick<Fleet, "vm" | "definition" | "displayOptions" | "gpus">;

  constructor(fleet: Pick<Fleet, "vm" | "definition" | "displayOptions" | "gpus">) {
    this.#fleet = fleet;
  }

  /** What a change would do, and the definition that does it, with its secrets. @throws {OrielError} definition-changed, not-persistent */
  async plan(vm: VmId, change: z.output<typeof displayChange>): Promise<{ plan: DisplayPlan; xml: string; definition: Definition }> {
    const [definition, options] = await Promise.all([this.persistent(vm), this.#fleet.displayOptions(vm)]);
    if (fingerprint(definition.xml) !== change.base) throw new OrielError("definition-changed");
    const vmName = this.#fleet.vm(vm)?.name ?? vm;
    const planned = planChange({ definition: definition.xml, live: definition.live, change, options, vmName });
    return { ...planned, plan: await this.#guarded(vm, planned.plan, definition), definition };
  }

  /** With what stands against handing over the host's GPUs, where the change is about them. */
  async #guarded(vm: VmId, plan: DisplayPlan, { xml }: Definition): Promise<DisplayPlan> {
    const { hostDevices } = plan.settings;
    if (hostDevices.length === 0 || isDeepStrictEqual(hostDevices, readSettings(xml).hostDevices)) return plan;
    const inventory = await this.#fleet.gpus(splitVmId(vm).host);
    const advice = assignmentAdvice(inventory, hostDevices, vm).map((finding) => ({ ...finding, level: "warning" as const }));
    return {
      ...plan,
      problems: [...plan.problems, ...assignmentProblems(inventory, hostDevices, vm)],
      advice: [...plan.advice, ...advice],
    };
  }

  /** A machine's definition. @throws {OrielError} not-persistent where it has none; others as {@link Fleet.definition} does */
  async persistent(vm: VmId): Promise<Definition> {
    const definition = await this.#fleet.definition(vm);
    if (!definition.persistent) throw new OrielError("not-persistent");
    return definition;
  }
}
