/** Names of libosinfo that its ids do not end with. */
const NO_VERSION = new Set(["rolling", "unknown"]);

/**
 * libosinfo's short name of a system, from its id: "http://debian.org/debian/12" is "debian12", "http://microsoft.com/win/10" is "win10"
 * (https://gitlab.com/libosinfo/osinfo-db: a system's short id is its family's, followed by its version).
 * @returns null where the id names no system
 */
export function osinfoName(id: string): string | null {
  const [family, version = ""] = id
    .replace(/^[a-z]+:\/\/[^/]*/i, "")
    .split("/")
    .filter(Boolean);
  if (family === undefined || NO_VERSION.has(family)) return null;
  return `${family}${NO_VERSION.has(version) ? "" : version}`.toLowerCase();
}
