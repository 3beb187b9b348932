import { z } from "zod";
import { applyRequest, changeRecord, restorePlan, restoreRequest } from "#server/contract/display-change.ts";
import { diffLine } from "#server/contract/display-plan.ts";
import { readingErrors } from "./display.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams, named } from "./machines.ts";
import { json } from "./respond.ts";

const changeParams = machineParams.extend({ change: z.string().max(100).describe("The change's id") });

/** What becomes of it is read where it is. */
const begun = { status: 202, description: "The change has begun; ask for it by its id until it has ended", schema: changeRecord };

export const changeDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/display/changes",
  id: "changeDisplay",
  summary: "Change a machine's displays as planned",
  description:
    "The change goes on by itself, also if the portal is restarted. What libvirt can, it changes at once; the rest counts after power-off " +
    "and on, which `restart` does. If the machine does not start with it, the definition from before it is put back and the machine started " +
    "with that; if it starts and no console comes, it is left running.",
  input: z.object({ params: machineParams, body: applyRequest }),
  answer: begun,
  errors: [...readingErrors, "definition-changed", "change-refused", "change-under-way", "not-persistent"],
  allows: "display.edit",
  audit: ({ runtime, input: { params, body } }) => ({
    action: "display.change",
    vm: named(runtime, params.id),
    detail: { base: body.base, next: body.next, restart: body.restart },
  }),
  async handle({ runtime, session, input: { params, body } }) {
    return json(await runtime.changes.apply(machine(runtime, params.id).id, body, session.person.id), 202);
  },
});

export const getDisplayChange = guarded({
  method: "GET",
  path: "/api/vms/{id}/display/changes/{change}",
  id: "getDisplayChange",
  summary: "How far a change has come, and what was seen at each step",
  input: z.object({ params: changeParams }),
  answer: { status: 200, description: "The change", schema: changeRecord },
  errors: ["machine-unknown", "change-unknown"],
  allows: "display.read",
  handle: async ({ runtime, input: { params } }) => json(await runtime.changes.record(machine(runtime, params.id).id, params.change)),
});

export const getDisplayChangeDiff = guarded({
  method: "GET",
  path: "/api/vms/{id}/display/changes/{change}/diff",
  id: "getDisplayChangeDiff",
  summary: "What a change has made of the machine's definition",
  description: "As libvirt has taken it, with what it added by itself. Secrets are masked.",
  input: z.object({ params: changeParams }),
  answer: { status: 200, description: "The lines of a unified diff", schema: z.object({ diff: z.array(diffLine) }) },
  errors: ["machine-unknown", "change-unknown", "change-not-restorable"],
  allows: "display.read",
  handle: async ({ runtime, input: { params } }) =>
    json({ diff: await runtime.changes.diff(machine(runtime, params.id).id, params.change) }),
});

export const planDisplayRestore = guarded({
  method: "GET",
  path: "/api/vms/{id}/display/changes/{change}/restore",
  id: "planDisplayRestore",
  summary: "What going back to the definition from before a change would do; nothing is changed",
  input: z.object({ params: changeParams }),
  answer: { status: 200, description: "The plan", schema: restorePlan },
  errors: [...readingErrors, "change-unknown", "change-not-restorable", "not-persistent"],
  allows: "display.edit",
  handle: async ({ runtime, input: { params } }) => json(await runtime.changes.restorePlan(machine(runtime, params.id).id, params.change)),
});

export const restoreDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/display/changes/{change}/restore",
  id: "restoreDisplay",
  summary: "Go back to the definition from before a change",
  description: "The whole definition, with its passwords. It is a change like any other.",
  input: z.object({ params: changeParams, body: restoreRequest }),
  answer: begun,
  errors: [
    ...readingErrors,
    "change-unknown",
    "change-not-restorable",
    "definition-changed",
    "change-refused",
    "change-under-way",
    "not-persistent",
  ],
  allows: "display.edit",
  audit: ({ runtime, input: { params, body } }) => ({
    action: "display.restore",
    vm: named(runtime, params.id),
    detail: { change: params.change, base: body.base, next: body.next, restart: body.restart },
  }),
  async handle({ runtime, session, input: { params, body } }) {
    return json(await runtime.changes.restore(machine(runtime, params.id).id, params.change, body, session.person.id), 202);
  },
});

export const restartForDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/display/restart",
  id: "restartForDisplay",
  summary: "Power a machine off and on, so that what waits for it counts",
  description:
    "Power-off is at once: what the guest has not saved is lost. A machine that is off is started. If it does not start, the change that " +
    "waited is undone.",
  input: z.object({ params: machineParams }),
  answer: begun,
  errors: [...readingErrors, "change-under-way", "not-persistent"],
  allows: "display.edit",
  audit: ({ runtime, input }) => ({ action: "display.restart", vm: named(runtime, input.params.id) }),
  async handle({ runtime, session, input: { params } }) {
    return json(await runtime.changes.restart(machine(runtime, params.id).id, session.person.id), 202);
  },
});
