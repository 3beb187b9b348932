import { betterAuth } from "better-auth";
import { isAPIError } from "better-auth/api";
import type { Kysely } from "kysely";
import { type Config, originsOf } from "#server/config.ts";
import { type Person, role as roleForm } from "#server/contract/person.ts";
import { OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import type { Store } from "#server/store/open.ts";
import type { Schema } from "#server/store/schema.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { readSecret } from "./secret.ts";

/** The header with the client's address. The front door strips it from what comes in and sets its own. */
export const CLIENT_ADDRESS_HEADER = "x-oriel-client-address";

/** A sign-in lasts this long, in seconds; using it does not prolong it. */
const SESSION_SECONDS = 7 * 24 * 3600;

/** What better-auth answers over HTTP, below `<basePath>/api/auth`. Its other endpoints are shut. */
const paths: ReadonlySet<string> = new Set([
  "/sign-in/email",
  "/sign-out",
  "/get-session",
  "/list-sessions",
  "/revoke-session",
  "/revoke-sessions",
  "/revoke-other-sessions",
  "/change-password",
]);

export type AuthOptions = {
  store: Store;
  /** Signs cookies; at least 32 characters. */
  secret: string;
  /** Origins that browsers may come from. Where all are https, cookies are sent over https only. */
  origins: readonly string[];
  /** "" or "/vm". */
  basePath: string;
  log?: Logger;
};

/** Signing in: what answers below `/api/auth`, and who a request's cookies stand for. */
export type Auth = {
  handler(request: Request): Promise<Response>;
  sessionOf(headers: Headers): Promise<SignIn | null>;
};

/** A live sign-in. */
export type SignIn = { sessionId: string; person: Person };

/** Signing in with email and password on the store. Nobody can sign themselves up. */
export function createAuth(options: AuthOptions): Auth {
  const auth = betterAuth(settings(options));
  const prefix = `${options.basePath}/api/auth`;
  return {
    handler: async (request) => {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(prefix) || !paths.has(pathname.slice(prefix.length))) return new Response(null, { status: 404 });
      return await auth.handler(request);
    },
    sessionOf: async (headers) => {
      const found = await auth.api.getSession({ headers }).catch(unavailable);
      if (!found) return null;
      const { id, email, name, role } = found.user;
      return { sessionId: found.session.id, person: { id, email, name, role: roleForm.parse(role) } };
    },
  };
}

/** Signing in as the configuration has it; the same in every process. `config.listen.port` must be the real one, not 0. */
export async function authOf(store: Store, config: Config, log: Logger): Promise<Auth> {
  const secret = await readSecret(config);
  return createAuth({ store, secret, origins: originsOf(config), basePath: config.basePath, log });
}

/**
 * Who a request's cookies stand for; null: nobody, also where the sign-in has expired or was ended.
 * @throws {OrielError} store-unavailable
 */
export function sessionOf(auth: Auth, headers: Headers): Promise<SignIn | null> {
  return auth.sessionOf(headers);
}

function unavailable(error: unknown): never {
  if (isAPIError(error)) throw new OrielError("store-unavailable", undefined, { cause: error });
  throw error;
}

function settings({ store, secret, origins, basePath, log }: AuthOptions) {
  const secureCookies = origins.every((origin) => origin.startsWith("https:"));
  return {
    appName: "Oriel",
    // For links, of which there are none; without it the origin would be taken from the request's Host.
    baseURL: origins[0] ?? "http://oriel.invalid",
    basePath: `${basePath}/api/auth`,
    secret,
    trustedOrigins: [...origins],
    database: { db: store.db as Kysely<Schema>, type: "sqlite" as const, transaction: true },
    user: { additionalFields: { role: { type: "string" as const, required: true, input: false } } },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, freshAge: 0, cookieCache: { enabled: false } },
    account: { accountLinking: { enabled: false } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 256,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    // Attempts to sign in are counted by sign-in-guard.ts.
    rateLimit: { enabled: true, window: 10, max: 1000, customRules: { "/sign-in/email": false as const } },
    advanced: {
      // "__Host-" binds a cookie to the host and forces Path=/, so it is for the root only.
      cookiePrefix: secureCookies && basePath === "" ? "__Host-oriel" : "oriel",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" as const, secure: secureCookies, path: basePath || "/" },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: {
      disabled: !log,
      // Its warnings are the refusals, which the audit log has.
      level: "error" as const,
      log: (_level: string, message: string) => log?.error({ library: "better-auth" }, message),
    },
  };
}
