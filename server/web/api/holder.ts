import { z } from "zod";
import { holderOf } from "#server/access/holder.ts";
import { mayTakeOver as mayEnd, policy } from "#server/access/policy.ts";
import { type ConsoleHolder, consoleHolder, heldProtocol, serialDevice } from "#server/contract/console.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams } from "./machines.ts";
import { json } from "./respond.ts";

export const getHolder = guarded({
  method: "GET",
  path: "/api/vms/{id}/holder",
  id: "getHolder",
  summary: "Who uses a console that takes one person at a time",
  input: z.object({
    params: machineParams,
    query: z.object({ protocol: heldProtocol, device: z.coerce.number().pipe(serialDevice).default(0) }),
  }),
  answer: { status: 200, description: "Who it is, and whether you may take their place", schema: consoleHolder },
  errors: ["machine-unknown"],
  allows: "vm.list",
  async handle({ runtime, session: { person }, input }) {
    const { id: vm } = machine(runtime, input.params.id);
    const found = await holderOf(runtime.store, { vm, ...input.query });
    if (!found) return json({ holder: null } satisfies ConsoleHolder);
    const you = found.personId === person.id;
    // Who may only watch takes nothing over.
    const mayTakeOver = policy(person, "console.control", { vm }) && mayEnd(person, { vm, personId: found.personId });
    return json({ holder: { name: found.name, you, since: found.since.toISOString(), mayTakeOver } } satisfies ConsoleHolder);
  },
});
