import type { OwnClipboard } from "./clipboard-share.ts";

/** Whether the browser gives this page the clipboard at all: only over https, and on localhost. */
export function hasClipboard(): boolean {
  return navigator.clipboard !== undefined;
}

/** The browser's clipboard. Only Chromium names the permission to read it; the others want a click for each time. */
export const ownClipboard: OwnClipboard = {
  write: (text) =>
    navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    ),
  read: () => navigator.clipboard.readText().catch(() => null),
  readable: async () => {
    try {
      const { state } = await navigator.permissions.query({ name: "clipboard-read" as PermissionName });
      return state === "denied" ? "click" : state;
    } catch {
      return "click";
    }
  },
};
