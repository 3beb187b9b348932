import { z } from "zod";
import { audit } from "#server/access/audit.ts";
import { redeemSetup } from "#server/access/setup.ts";
import { person, setupRequest } from "#server/contract/person.ts";
import { open } from "./endpoint.ts";
import { json } from "./respond.ts";

export const setUp = open({
  method: "POST",
  path: "/api/setup",
  id: "setUp",
  summary: "Make the first administrator, with the one-time link that the portal printed when it started",
  input: z.object({ body: setupRequest }),
  answer: { status: 201, description: "The administrator, who can sign in now", schema: person },
  errors: ["setup-done", "email-taken"],
  async handle({ runtime, address, input }) {
    // A wrong token leaves no row: its 256 bits are not to be guessed, and a stranger must not be able to fill the log.
    const admin = await redeemSetup(runtime.store, input.body);
    await audit(runtime.store, { action: "setup", outcome: "ok", actor: admin, address });
    return json(admin, 201);
  },
});
