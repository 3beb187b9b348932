import { z } from "zod";
import { keepChoice } from "#server/access/choices.ts";
import { protocolChoice } from "#server/contract/console.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams } from "./machines.ts";
import { done } from "./respond.ts";

export const chooseProtocol = guarded({
  method: "PUT",
  path: "/api/vms/{id}/protocol",
  id: "chooseProtocol",
  summary: "Remember which console of a machine you want next time",
  description: "Kept for you alone. It is no order: what is not there at the time is not opened.",
  input: z.object({ params: machineParams, body: protocolChoice }),
  answer: { status: 204, description: "It is remembered" },
  errors: ["machine-unknown"],
  allows: "vm.list",
  async handle({ runtime, session, input }) {
    const { id: vm } = machine(runtime, input.params.id);
    await keepChoice(runtime.store, { personId: session.person.id, vm, protocol: input.body.protocol });
    return done();
  },
});
