import type { Protocol } from "#server/contract/console.ts";

/** The page of a machine's console, without the base path, which Next's links put before it. Without a protocol: the one used last. */
export function consoleHref(id: string, protocol?: Protocol): string {
  return `/vms/${id}${protocol ? `?protocol=${protocol}` : ""}`;
}

/** The page of a machine's console for one who only watches what others do. */
export function watchHref(id: string): string {
  return `/vms/${id}?protocol=vnc&mode=view`;
}

/** The page of a machine's display settings, without the base path. */
export function displayHref(id: string): string {
  return `/vms/${id}/display`;
}
