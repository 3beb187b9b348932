import { z } from "zod";
import { powerRight } from "#server/access/policy.ts";
import { powerRequest, type Vm, vm } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Runtime } from "../runtime.ts";
import { guarded, nothing } from "./endpoint.ts";
import { done, json } from "./respond.ts";

/** `{id}` of a machine's address. An id that is none is simply unknown. */
export const machineParams = z.object({ id: z.string().max(100).describe("The machine's id: <host-key>.<uuid>") });

/** @throws {OrielError} machine-unknown */
export function machine(runtime: Runtime, id: string): Vm {
  const found = runtime.fleet.vm(id);
  if (!found) throw new OrielError("machine-unknown");
  return found;
}

/** A machine as the audit log names it. */
export function named(runtime: Runtime, id: string): { id: string; name: string | null } {
  return { id, name: runtime.fleet.vm(id)?.name ?? null };
}

export const listVms = guarded({
  method: "GET",
  path: "/api/vms",
  id: "listVms",
  summary: "All machines of all hypervisors",
  description: "Those of a hypervisor that is down are listed as they were last seen.",
  input: nothing,
  answer: { status: 200, description: "The machines", schema: z.array(vm) },
  errors: [],
  allows: "vm.list",
  handle: ({ runtime }) => json(runtime.fleet.vms()),
});

export const getVm = guarded({
  method: "GET",
  path: "/api/vms/{id}",
  id: "getVm",
  summary: "One machine",
  input: z.object({ params: machineParams }),
  answer: { status: 200, description: "The machine", schema: vm },
  errors: ["machine-unknown"],
  allows: "vm.list",
  handle: ({ runtime, input }) => json(machine(runtime, input.params.id)),
});

export const setPower = guarded({
  method: "POST",
  path: "/api/vms/{id}/power",
  id: "setPower",
  summary: "Start, stop, reboot, pause or resume a machine",
  description:
    "Answers when libvirt has taken the order. `shutdown` and `reboot` ask the guest, which may take its time or refuse; " +
    "`reset` and `force-off` lose what it has not saved. Role `user` may only `start`. Where a machine does not start with a change of its " +
    "definition that was made here, the change is undone and the machine started without it.",
  input: z.object({ params: machineParams, body: powerRequest }),
  answer: { status: 204, description: "libvirt has taken the order" },
  errors: ["machine-unknown", "machine-off", "libvirt-failed", "busy", "host-unreachable", "host-refused"],
  allows: ({ body }) => [powerRight(body.action)],
  audit: ({ runtime, input }) => ({ action: "vm.power", vm: named(runtime, input.params.id), detail: { action: input.body.action } }),
  async handle({ runtime, input }) {
    const { id } = machine(runtime, input.params.id);
    try {
      await runtime.fleet.power(id, input.body.action);
    } catch (error) {
      if (input.body.action === "start") await runtime.changes.startFailed(id, error);
      throw error;
    }
    return done();
  },
});
