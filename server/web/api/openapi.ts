import { z } from "zod";
import { pass } from "#server/contract/console.ts";
import { changeRecord, displayState } from "#server/contract/display-change.ts";
import { displayPlan } from "#server/contract/display-plan.ts";
import { errorResponse } from "#server/contract/error.ts";
import { gpuInventory } from "#server/contract/gpu.ts";
import { host } from "#server/contract/host.ts";
import { liveEvent } from "#server/contract/live.ts";
import { person } from "#server/contract/person.ts";
import { vm } from "#server/contract/vm.ts";
import { type ErrorCode, errorCodes, errorRow } from "#server/errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { prose } from "./openapi-prose.ts";

type Json = Record<string, unknown>;

/** Of the API, not of the portal: rises when something that clients rely on changes. */
const VERSION = "1";

const named = new Map<z.ZodType, string>([
  [vm, "Vm"],
  [host, "Host"],
  [person, "Person"],
  [pass, "Pass"],
  [displayState, "DisplayState"],
  [displayPlan, "DisplayPlan"],
  [changeRecord, "ChangeRecord"],
  [gpuInventory, "GpuInventory"],
  [liveEvent, "LiveEvent"],
  [errorResponse, "Error"],
]);

/** Errors that do not depend on what the endpoint does. */
const everywhere: readonly ErrorCode[] = ["store-unavailable", "internal"];

/** The API's description (OpenAPI 3.1), made from the endpoints and the schemas they check with. */
export function describeApi(endpoints: readonly Endpoint[], basePath: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: describeOperation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Oriel", version: VERSION, description: prose(), license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: basePath === "" ? "/" : basePath }],
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "session cookie", description: "The cookies of POST /api/auth/sign-in/email." },
      },
    },
  };
}

function describeOperation(endpoint: Endpoint): Json {
  const { params, query, body } = endpoint.input.shape;
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    security: endpoint.open ? [] : [{ session: [] }],
    ...((params ?? query) && { parameters: [...parametersOf(params, "path"), ...parametersOf(query, "query")] }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } } }),
    responses: { [endpoint.answer.status]: describeAnswer(endpoint), ...describeErrors(endpoint) },
  };
}

function describeAnswer({ answer }: Endpoint): Json {
  const { description, schema, media } = answer;
  if (!schema && !media) return { description };
  return { description, content: { [media ?? "application/json"]: schema ? { schema: schemaOf(schema, "output") } : {} } };
}

function describeErrors(endpoint: Endpoint): Record<string, Json> {
  const byStatus: Record<string, ErrorCode[]> = {};
  for (const code of errorsOf(endpoint)) {
    const status = errorRow(code).http;
    byStatus[status] = [...(byStatus[status] ?? []), code];
  }
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  const listed = (codes: ErrorCode[]) => codes.map((code) => `\`${code}\`: ${errorRow(code).message}`).join("\n\n");
  return Object.fromEntries(Object.entries(byStatus).map(([status, codes]) => [status, { description: listed(codes), content }]));
}

/** Every code this endpoint can answer, in the order of the table. */
export function errorsOf(endpoint: Endpoint): ErrorCode[] {
  const takesInput = Object.keys(endpoint.input.shape).length > 0;
  const codes = new Set<ErrorCode>([
    ...endpoint.errors,
    ...everywhere,
    ...(takesInput ? (["bad-request"] as const) : []),
    ...(endpoint.open ? [] : (["not-signed-in", "not-allowed"] as const)),
    ...(endpoint.method === "GET" ? [] : (["wrong-origin"] as const)),
  ]);
  return errorCodes.filter((code) => codes.has(code));
}

function parametersOf(shape: z.ZodObject | undefined, place: "path" | "query"): Json[] {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType, "input");
    return { name, in: place, required: place === "path", ...(description ? { description } : {}), schema: rest };
  });
}

/** JSON Schema of one schema; those with a name are referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const name = named.get(schema);
  if (name) return { $ref: `#/components/schemas/${name}` };
  if (schema instanceof z.ZodArray) return { type: "array", items: schemaOf(schema.element as z.ZodType, io) };
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function namedSchemas(): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of named) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}
