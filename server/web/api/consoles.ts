import { z } from "zod";
import { keepWithinCaps } from "#server/access/consoles.ts";
import { consoleRights, mayOpen } from "#server/access/policy.ts";
import { issueTicket } from "#server/access/tickets.ts";
import { consoleRequest, type Pass, type Protocol, pass } from "#server/contract/console.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { guarded } from "./endpoint.ts";
import { machine, named } from "./machines.ts";
import { json } from "./respond.ts";

export const openConsole = guarded({
  method: "POST",
  path: "/api/consoles",
  id: "openConsole",
  summary: "Get a pass for one console of a machine",
  description:
    "The pass opens one WebSocket within 30 seconds; see Consoles above. `view` watches: the portal drops everything that could " +
    "change the guest. A serial or SPICE console takes one person at a time; `takeOver` ends the one that holds it: one's own, and with " +
    "role `operator` or `admin` somebody else's too.",
  input: z.object({ body: consoleRequest }),
  answer: { status: 201, description: "The pass", schema: pass },
  errors: ["machine-unknown", "machine-off", "no-such-display", "too-many-consoles"],
  allows: ({ body }) => consoleRights(body),
  audit: ({ runtime, input: { body } }) => ({
    action: "console.ticket",
    vm: named(runtime, body.vm),
    detail: { protocol: body.protocol, mode: body.mode },
  }),
  async handle({ runtime, session, address, input }) {
    const { vm, protocol, mode, takeOver } = input.body;
    if (!mayOpen(session.person, input.body)) throw new OrielError("not-allowed", "Who only watches takes nothing over.");
    mustHave(machine(runtime, vm), protocol);
    const holder = { sessionId: session.sessionId, personId: session.person.id };
    await keepWithinCaps(runtime.store, { ...holder, vm, address }, runtime.config.limits);
    const { ticket, expiresAt } = await issueTicket(runtime.store, { ...holder, vm, protocol, mode, takeOver });
    const path = `${runtime.config.basePath}/relay/console`;
    return json({ path, ticket, protocol, mode, expiresAt: expiresAt.toISOString() } satisfies Pass, 201);
  },
});

/** @throws {OrielError} machine-off, no-such-display */
function mustHave(vm: Vm, protocol: Protocol): void {
  if (!isOn(vm.state)) throw new OrielError("machine-off");
  const present = protocol === "serial" ? vm.serials > 0 : vm.graphics.some(({ type }) => type === protocol);
  if (!present) throw new OrielError("no-such-display");
}
