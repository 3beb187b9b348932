import { z } from "zod";
import { host } from "#server/contract/host.ts";
import { hostsFor } from "../hosts-for.ts";
import { guarded, nothing } from "./endpoint.ts";
import { json } from "./respond.ts";

export const listHosts = guarded({
  method: "GET",
  path: "/api/hosts",
  id: "listHosts",
  summary: "All hypervisors, with what is wrong where one is down",
  description: "Role `user` sees neither `uri` nor an error's `details`.",
  input: nothing,
  answer: { status: 200, description: "The hypervisors", schema: z.array(host) },
  errors: [],
  allows: "host.list",
  handle: ({ runtime, session }) => json(hostsFor(session.person, runtime.fleet.hosts())),
});
