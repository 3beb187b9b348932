import { z } from "zod";
import { displayState } from "#server/contract/display-change.ts";
import { displayChange, displayPlan } from "#server/contract/display-plan.ts";
import type { ErrorCode } from "#server/errors.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams, named } from "./machines.ts";
import { json } from "./respond.ts";

/** What reading a machine's definition can come to. */
export const readingErrors = [
  "machine-unknown",
  "libvirt-failed",
  "host-unreachable",
  "host-refused",
] as const satisfies readonly ErrorCode[];

export const getDisplay = guarded({
  method: "GET",
  path: "/api/vms/{id}/display",
  id: "getDisplay",
  summary: "A machine's displays as its definition has them, what they could be, and its changes so far",
  description:
    "The definition is what counts from the machine's next start; `pending` is what a running machine lacks of it. Passwords are not told: " +
    "`keep` stands for one.",
  input: z.object({ params: machineParams }),
  answer: { status: 200, description: "The displays", schema: displayState },
  errors: readingErrors,
  allows: "display.read",
  handle: async ({ runtime, input }) => json(await runtime.changes.state(machine(runtime, input.params.id).id)),
});

export const planDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/display/plan",
  id: "planDisplay",
  summary: "What a change of a machine's displays would do; nothing is changed",
  description:
    "`base` is that of the settings that the change was made from. The plan's `next` names exactly what was planned, and is given back to " +
    "make it. What the diff and the commands hold of passwords is masked.",
  input: z.object({ params: machineParams, body: displayChange }),
  answer: { status: 200, description: "The plan", schema: displayPlan },
  errors: [...readingErrors, "definition-changed", "not-persistent"],
  allows: "display.edit",
  handle: async ({ runtime, input }) => json(await runtime.changes.plan(machine(runtime, input.params.id).id, input.body)),
});

export const revealDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/display/reveal",
  id: "revealDisplay",
  summary: "The passwords of the displays of a machine's definition",
  description: "`key` is the display's place in the definition. Displays without a password are left out. Who asked is written down.",
  input: z.object({ params: machineParams }),
  answer: {
    status: 200,
    description: "The passwords",
    schema: z.object({ passwords: z.array(z.object({ key: z.int(), password: z.string() })) }),
  },
  errors: readingErrors,
  allows: "display.edit",
  audit: ({ runtime, input }) => ({ action: "display.reveal", vm: named(runtime, input.params.id) }),
  handle: async ({ runtime, input }) => json({ passwords: await runtime.changes.reveal(machine(runtime, input.params.id).id) }),
});
