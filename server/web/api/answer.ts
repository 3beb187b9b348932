import { originsOf } from "#server/config.ts";
import { isOrielError, OrielError } from "#server/errors.ts";
import type { Runtime } from "../runtime.ts";
import type { Endpoint } from "./endpoint.ts";
import { guardMutation } from "./mutation-guard.ts";
import { failure } from "./respond.ts";
import { endpoints } from "./table.ts";

/**
 * Answers a request to /api/...: finds its endpoint, keeps foreign pages from mutating anything, and turns every error into
 * the contract's form. Never throws.
 */
export async function answer(runtime: Runtime, request: Request): Promise<Response> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const path = decodePath(new URL(request.url).pathname, runtime.config.basePath);
  const matches = endpoints.map((endpoint) => ({ endpoint, params: matchPath(endpoint.path, path) })).filter(isMatch);
  const match = matches.find(({ endpoint }) => endpoint.method === method);
  try {
    if (matches.length === 0) throw new OrielError("not-found");
    if (!match) throw new OrielError("wrong-method", `This address takes ${allowed(matches)}.`);
    if (method !== "GET") guardMutation(request.headers, originsOf(runtime.config));
    const address = request.headers.get("x-oriel-address") ?? "unknown";
    const response = await match.endpoint.respond({ runtime, request, address, params: match.params });
    return request.method === "HEAD" ? await headOf(response) : response;
  } catch (error) {
    if (!isOrielError(error)) runtime.log.error({ err: error, method, path: match?.endpoint.path }, "an API request failed");
    return failure(error, matches.length > 0 && !match ? { Allow: allowed(matches) } : {});
  }
}

type Match = { endpoint: Endpoint; params: Record<string, string> };

function isMatch(candidate: { endpoint: Endpoint; params: Record<string, string> | null }): candidate is Match {
  return candidate.params !== null;
}

function allowed(matches: Match[]): string {
  return matches.map(({ endpoint }) => endpoint.method).join(", ");
}

/** The path's parts after the base path, decoded; what cannot be decoded matches nothing. */
function decodePath(pathname: string, basePath: string): string[] {
  const inside = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
  try {
    return inside.split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** What stands for each `{name}` of the pattern; null where the path is another one. */
function matchPath(pattern: string, path: string[]): Record<string, string> | null {
  const parts = pattern.split("/");
  if (parts.length !== path.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = path[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = given;
    else if (part !== given) return null;
  }
  return params;
}

async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}
