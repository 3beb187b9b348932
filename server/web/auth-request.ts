import { CLIENT_ADDRESS_HEADER } from "#server/access/auth.ts";
import { originsOf } from "#server/config.ts";
import { OrielError } from "#server/errors.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Asks better-auth for one of its endpoints, and for its cookies only: what it answers names the session's token, which no
 * script needs to know. Whoever calls has checked the request's origin.
 * @param path below /api/auth
 * @returns the Set-Cookie headers
 * @throws {OrielError} wrong-password, too-many-attempts, store-unavailable
 */
export async function askAuth(
  { runtime, request, address }: { runtime: Runtime; request: Request; address: string },
  path: string,
  body: Record<string, unknown>,
): Promise<Headers> {
  const [origin = ""] = originsOf(runtime.config);
  const headers = new Headers({ origin, "content-type": "application/json", [CLIENT_ADDRESS_HEADER]: address });
  for (const name of ["cookie", "user-agent"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const url = `${origin}${runtime.config.basePath}/api/auth${path}`;
  const response = await runtime.auth.handler(new Request(url, { method: "POST", headers, body: JSON.stringify(body) }));
  if (!response.ok) throw await refusal(response);
  const cookies = new Headers();
  for (const cookie of response.headers.getSetCookie()) cookies.append("set-cookie", cookie);
  return cookies;
}

/** better-auth's refusals in our words (better-auth/dist/error/codes: INVALID_EMAIL_OR_PASSWORD, INVALID_PASSWORD ...). */
async function refusal(response: Response): Promise<OrielError> {
  const { code } = (await response.json().catch(() => ({}))) as { code?: unknown };
  if (code === "INVALID_EMAIL_OR_PASSWORD" || code === "INVALID_PASSWORD") return new OrielError("wrong-password");
  if (response.status === 429) return new OrielError("too-many-attempts");
  if (response.status === 401) return new OrielError("not-signed-in");
  if (response.status === 503) return new OrielError("store-unavailable");
  return new OrielError("internal", `sign-in answered ${response.status} ${typeof code === "string" ? code : ""}`);
}
