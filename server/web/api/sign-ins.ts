import { z } from "zod";
import { endOtherSignIns, endSignIn, listSignIns as readSignIns } from "#server/access/sign-ins.ts";
import { password } from "#server/contract/person.ts";
import { signInEntry } from "#server/contract/sign-in.ts";
import { askAuth } from "../auth-request.ts";
import { guarded, nothing } from "./endpoint.ts";
import { done, json } from "./respond.ts";

export const listSignIns = guarded({
  method: "GET",
  path: "/api/auth/list-sessions",
  id: "listSignIns",
  summary: "Where you are signed in",
  input: nothing,
  answer: { status: 200, description: "Your sign-ins, newest first", schema: z.array(signInEntry) },
  errors: [],
  allows: "own",
  async handle({ runtime, session }) {
    const entries = await readSignIns(runtime.store, session.person.id);
    return json(entries.map((entry) => ({ ...entry, current: entry.id === session.sessionId })));
  },
});

export const revokeSignIn = guarded({
  method: "POST",
  path: "/api/auth/revoke-session",
  id: "revokeSignIn",
  summary: "End one of your sign-ins, with the consoles it opened",
  input: z.object({ body: z.object({ id: z.string().max(100) }) }),
  answer: { status: 204, description: "It has ended" },
  errors: [],
  allows: "own",
  audit: () => ({ action: "session.revoke", detail: { which: "one" } }),
  async handle({ runtime, session, input }) {
    await endSignIn(runtime.store, session.person.id, input.body.id);
    return done();
  },
});

export const revokeOtherSignIns = guarded({
  method: "POST",
  path: "/api/auth/revoke-other-sessions",
  id: "revokeOtherSignIns",
  summary: "End all your sign-ins but this one",
  input: nothing,
  answer: { status: 204, description: "They have ended" },
  errors: [],
  allows: "own",
  audit: () => ({ action: "session.revoke", detail: { which: "others" } }),
  async handle({ runtime, session }) {
    await endOtherSignIns(runtime.store, session.person.id, session.sessionId);
    return done();
  },
});

export const changePassword = guarded({
  method: "POST",
  path: "/api/auth/change-password",
  id: "changePassword",
  summary: "Change your password; your other sign-ins end",
  description: "Sets a new session cookie.",
  input: z.object({ body: z.object({ currentPassword: z.string().max(256), newPassword: password }) }),
  answer: { status: 204, description: "It is changed" },
  errors: ["wrong-password", "too-many-attempts"],
  allows: "own",
  audit: () => ({ action: "person.password" }),
  async handle(call) {
    const { signInGuard } = call.runtime;
    const { person } = call.session;
    const attempt = await signInGuard.check(call.address, person.email);
    const cookies = await askAuth(call, "/change-password", { ...call.input.body, revokeOtherSessions: true });
    await attempt.succeeded();
    return done(cookies);
  },
});
