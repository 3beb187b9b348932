const SOMEWHERE = "http://portal.invalid";

/**
 * Where to go after the sign-in: a path inside the portal, or "/" for anything that could lead elsewhere
 * (`//host`, `/\host`, `/.//host`, `https:`, control characters that browsers drop).
 */
export function safeNext(next: string | string[] | undefined): string {
  if (typeof next !== "string" || !/^\/[\x21-\x7e]*$/.test(next) || !URL.canParse(next, SOMEWHERE)) return "/";
  const { origin, pathname, search, hash } = new URL(next, SOMEWHERE);
  return origin === SOMEWHERE && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}
