import { z } from "zod";
import { pin, pinsOf, unpin } from "#server/access/pins.ts";
import { vmId } from "#server/contract/vm.ts";
import { guarded, nothing } from "./endpoint.ts";
import { machine, machineParams } from "./machines.ts";
import { done, json } from "./respond.ts";

export const listPins = guarded({
  method: "GET",
  path: "/api/pins",
  id: "listPins",
  summary: "The machines you keep at hand",
  description: "In the order in which you pinned them. Machines that are gone stay among them until you unpin them.",
  input: nothing,
  answer: { status: 200, description: "Their ids", schema: z.array(vmId) },
  errors: [],
  allows: "vm.list",
  handle: async ({ runtime, session }) => json(await pinsOf(runtime.store, session.person.id)),
});

export const pinVm = guarded({
  method: "PUT",
  path: "/api/vms/{id}/pin",
  id: "pinVm",
  summary: "Keep a machine at hand",
  description: "For you alone: it comes first in your lists, in every browser.",
  input: z.object({ params: machineParams }),
  answer: { status: 204, description: "It is pinned" },
  errors: ["machine-unknown"],
  allows: "vm.list",
  async handle({ runtime, session, input }) {
    const { id: vm } = machine(runtime, input.params.id);
    await pin(runtime.store, { personId: session.person.id, vm });
    return done();
  },
});

export const unpinVm = guarded({
  method: "DELETE",
  path: "/api/vms/{id}/pin",
  id: "unpinVm",
  summary: "Keep a machine at hand no longer",
  input: z.object({ params: machineParams }),
  answer: { status: 204, description: "It is not pinned" },
  errors: [],
  allows: "vm.list",
  async handle({ runtime, session, input }) {
    await unpin(runtime.store, { personId: session.person.id, vm: input.params.id });
    return done();
  },
});
