import { z } from "zod";
import { audit } from "#server/access/audit.ts";
import { personByEmail } from "#server/access/people.ts";
import { person } from "#server/contract/person.ts";
import { isOrielError } from "#server/errors.ts";
import { askAuth } from "../auth-request.ts";
import { guarded, nothing, open } from "./endpoint.ts";
import { done, json } from "./respond.ts";

const signInRequest = z.object({ email: z.email().max(254).toLowerCase(), password: z.string().max(256) });

export const signIn = open({
  method: "POST",
  path: "/api/auth/sign-in/email",
  id: "signIn",
  summary: "Sign in",
  description: "Sets the session cookie. Attempts are limited by account and by address.",
  input: z.object({ body: signInRequest }),
  answer: { status: 200, description: "Who is signed in now", schema: person },
  errors: ["wrong-password", "too-many-attempts"],
  async handle(call) {
    const { store, signInGuard } = call.runtime;
    const { email, password } = call.input.body;
    const entry = { action: "sign-in", address: call.address } as const;
    // Attempts beyond the limit leave no row: a stranger must not be able to fill the log.
    const attempt = await signInGuard.check(call.address, email);
    const cookies = await askAuth(call, "/sign-in/email", { email, password }).catch(async (error: unknown) => {
      const code = isOrielError(error) ? error.code : "internal";
      await audit(store, { ...entry, outcome: "failed", code, actor: { id: null, email } });
      throw error;
    });
    const signedIn = await personByEmail(store, email);
    await attempt.succeeded();
    await audit(store, { ...entry, outcome: "ok", actor: signedIn });
    return json(signedIn, 200, cookies);
  },
});

export const signOut = guarded({
  method: "POST",
  path: "/api/auth/sign-out",
  id: "signOut",
  summary: "End this sign-in, with the consoles it opened",
  input: nothing,
  answer: { status: 204, description: "Signed out" },
  errors: [],
  allows: "own",
  audit: () => ({ action: "sign-out" }),
  handle: async (call) => done(await askAuth(call, "/sign-out", {})),
});
