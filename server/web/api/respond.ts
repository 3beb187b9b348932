import { errorBody, errorRow, isOrielError, OrielError } from "#server/errors.ts";

/** JSON that no cache keeps. */
export function json(data: unknown, status = 200, headers: HeadersInit = {}): Response {
  return Response.json(data, { status, headers: uncached(headers) });
}

/** Done, and nothing to say. */
export function done(headers: HeadersInit = {}): Response {
  return new Response(null, { status: 204, headers: uncached(headers) });
}

/** The answer to a request that failed; `internal` for whatever is no error of ours. */
export function failure(error: unknown, headers: HeadersInit = {}): Response {
  const known = isOrielError(error) ? error : new OrielError("internal");
  return json(errorBody(known), errorRow(known.code).http, headers);
}

function uncached(headers: HeadersInit): Headers {
  const all = new Headers(headers);
  all.set("Cache-Control", "private, no-store");
  return all;
}
