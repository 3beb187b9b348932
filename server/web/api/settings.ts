import { z } from "zod";
import { readSettings, writeSettings } from "#server/access/settings.ts";
import { settings } from "#server/contract/settings.ts";
import { guarded, nothing } from "./endpoint.ts";
import { done, json } from "./respond.ts";

export const getSettings = guarded({
  method: "GET",
  path: "/api/settings",
  id: "getSettings",
  summary: "What is set for the whole portal",
  description: "Administrators only.",
  input: nothing,
  answer: { status: 200, description: "The settings", schema: settings },
  errors: [],
  allows: "settings.manage",
  handle: async ({ runtime }) => json(await readSettings(runtime.store)),
});

export const changeSettings = guarded({
  method: "PUT",
  path: "/api/settings",
  id: "changeSettings",
  summary: "Set what holds for the whole portal",
  description:
    "Administrators only. `exchange` says what may be copied and sent between people's computers and machines. It is enforced in the " +
    "relay, for administrators too. Consoles that are open under other rules end with `rules-changed` and can be opened again at once.",
  input: z.object({ body: settings }),
  answer: { status: 204, description: "It is set" },
  errors: [],
  allows: "settings.manage",
  audit: ({ input: { body } }) => ({ action: "settings.change", detail: body }),
  async handle({ runtime, input }) {
    await writeSettings(runtime.store, input.body);
    return done();
  },
});
