import { OrielError } from "#server/errors.ts";

/**
 * Lets a mutation through only from the portal's own pages, or from a client that is no browser. A browser names the page's
 * origin with every POST (Fetch, section 3.2) and its relation to us in Sec-Fetch-Site; a program sends neither.
 * @throws {OrielError} wrong-origin
 */
export function guardMutation(headers: Headers, origins: readonly string[]): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin === null && site === null) return;
  if (origin === null || !origins.includes(origin)) throw new OrielError("wrong-origin", `Origin: ${origin ?? "none"}`);
  if (site !== null && site !== "same-origin") throw new OrielError("wrong-origin", `Sec-Fetch-Site: ${site}`);
}
