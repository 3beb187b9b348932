import { person } from "#server/contract/person.ts";
import { guarded, nothing } from "./endpoint.ts";
import { json } from "./respond.ts";

export const getMe = guarded({
  method: "GET",
  path: "/api/me",
  id: "getMe",
  summary: "Who is signed in",
  input: nothing,
  answer: { status: 200, description: "The person", schema: person },
  errors: [],
  allows: "own",
  handle: ({ session }) => json(session.person),
});
