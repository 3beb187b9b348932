import { type Endpoint, nothing, open } from "./endpoint.ts";
import { describeApi } from "./openapi.ts";
import { json } from "./respond.ts";

/**
 * The API's own description. It holds no data, only what the source says, so that it needs no sign-in: a client is written
 * before it has one.
 */
export function describeTable(endpoints: () => readonly Endpoint[]): Endpoint {
  return open({
    method: "GET",
    path: "/api/openapi.json",
    id: "getDescription",
    summary: "This description",
    input: nothing,
    answer: { status: 200, description: "OpenAPI 3.1", media: "application/json" },
    errors: [],
    handle: ({ runtime }) => json(describeApi(endpoints(), runtime.config.basePath)),
  });
}
