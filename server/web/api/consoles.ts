import { z } from "zod";
import { keepWithinCaps } from "#server/access/consoles.ts";
import { consoleRights, mayOpen } from "#server/access/policy.ts";
import { readExchange } from "#server/access/settings.ts";
import { issueTicket } from "#server/access/tickets.ts";
import { consoleRequest, type Pass, pass } from "#server/contract/console.ts";
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
    "role `operator` or `admin` somebody else's too. A VNC console can be shared: with these roles `takeOver` makes the others watch. `start` starts a machine that is off once its console is opened: paused, attached, " +
    "then let run, so that its first word is not lost. Of a machine's several serial lines `device` says which.",
  input: z.object({ body: consoleRequest }),
  answer: { status: 201, description: "The pass", schema: pass },
  errors: ["machine-unknown", "machine-off", "no-such-display", "too-many-consoles"],
  allows: ({ body }) => consoleRights(body),
  audit: ({ runtime, input: { body } }) => ({
    action: "console.ticket",
    vm: named(runtime, body.vm),
    detail: {
      protocol: body.protocol,
      mode: body.mode,
      ...(body.device > 0 && { device: body.device }),
      ...(body.start && { start: true }),
    },
  }),
  async handle({ runtime, session, address, input }) {
    const { vm, protocol, mode, takeOver, device, start } = input.body;
    if (!mayOpen(session.person, input.body)) throw new OrielError("not-allowed", "Who only watches takes nothing over.");
    mustHave(machine(runtime, vm), input.body);
    const holder = { sessionId: session.sessionId, personId: session.person.id };
    await keepWithinCaps(runtime.store, { ...holder, vm, address }, runtime.config.limits);
    const { ticket, expiresAt } = await issueTicket(runtime.store, { ...holder, vm, protocol, mode, takeOver, device, start });
    const path = `${runtime.config.basePath}/relay/console`;
    const exchange = await readExchange(runtime.store);
    return json({ path, ticket, protocol, mode, exchange, expiresAt: expiresAt.toISOString() } satisfies Pass, 201);
  },
});

/** @throws {OrielError} machine-off, no-such-display */
function mustHave(vm: Vm, { protocol, device, start }: z.output<typeof consoleRequest>): void {
  if (!isOn(vm.state) && !start) throw new OrielError("machine-off");
  const present = protocol === "serial" ? device < vm.serials.length : vm.graphics.some(({ type }) => type === protocol);
  if (!present) throw new OrielError("no-such-display");
}
