import { z } from "zod";
import { recentOf } from "#server/access/recent.ts";
import { recentVm } from "#server/contract/recent.ts";
import { guarded, nothing } from "./endpoint.ts";
import { json } from "./respond.ts";

export const listRecent = guarded({
  method: "GET",
  path: "/api/recent",
  id: "listRecent",
  summary: "The machines whose consoles you opened last",
  description: "Each once, the latest first, as far back as a month. Some may be gone by now.",
  input: nothing,
  answer: { status: 200, description: "The machines", schema: z.array(recentVm) },
  errors: [],
  allows: "vm.list",
  handle: async ({ runtime, session }) => json(await recentOf(runtime.store, session.person.id)),
});
