import { errorBody, errorRow, isOrielError, OrielError } from "#server/errors.ts";

const UNCACHED = { "Cache-Control": "private, no-store" };

/** JSON that no cache keeps. */
export function json(data: unknown, status = 200, headers: HeadersInit = {}): Response {
  return Response.json(data, { status, headers: { ...UNCACHED, ...Object.fromEntries(new Headers(headers)) } });
}

/** Done, and nothing to say. */
export function done(): Response {
  return new Response(null, { status: 204, headers: UNCACHED });
}

/** The answer to a request that failed; `internal` for whatever is no error of ours. */
export function failure(error: unknown, headers: HeadersInit = {}): Response {
  const known = isOrielError(error) ? error : new OrielError("internal");
  return json(errorBody(known), errorRow(known.code).http, headers);
}
