import { originsOf } from "#server/config.ts";

/**
 * The name by which the person's browser reaches the portal, an IPv6 address in brackets: the one that the request names where the
 * portal has it among its own, else its first.
 */
export function portalName(config: Parameters<typeof originsOf>[0], headers: Headers): string {
  const names = originsOf(config).map((origin) => new URL(origin).hostname);
  const asked = `http://${headers.get("host") ?? ""}`;
  const name = URL.canParse(asked) ? new URL(asked).hostname : "";
  return names.includes(name) ? name : (names[0] ?? "localhost");
}
