/** "" or "/vm": fixed when the portal is built. */
export const basePath: string = process.env.NEXT_PUBLIC_BASE_PATH ?? "";

/** Puts the base path before a path of this portal that starts with a slash. Next's own links do it by themselves. */
export function withBase(path: string): string {
  return `${basePath}${path}`;
}
